import type { PathKey } from '../core/path.ts'
import type { TreeView, Triple } from '../core/tree.ts'
import type { Trees, TreesPart } from './control.ts'

/** So many paths one answer holds, unless a single folder has more. */
const enough = 5_000

/** What the trees hold directly in the first of `folders`: as many as fit one answer, one at least. */
export function treesIn(
  store: Pick<TreeView, 'children'> & { cursor(): string | undefined },
  folders: readonly PathKey[],
): Trees {
  const parts: TreesPart[] = []
  let count = 0
  for (const folder of folders) {
    if (parts.length > 0 && count >= enough) break
    const entries: (readonly [PathKey, Triple])[] = [...store.children(folder)]
    parts.push({ folder, entries })
    count += entries.length
  }
  return { cursor: store.cursor(), parts }
}
