import type { Control } from '../../../runtime/agent/control.ts'
import type { IgnoreRules } from '../../../runtime/core/ignore/ignore-rules.ts'
import { type DisplayPath, joinPath, keyOf, type PathKey } from '../../../runtime/core/path.ts'
import type { Triple } from '../../../runtime/core/tree.ts'

/** What a change of the rules stops or starts. */
export interface Effect {
  /** The topmost files and folders, as people spell them. */
  readonly paths: readonly DisplayPath[]
  /** Files in all of them. */
  readonly files: number
}

/** So many folders are asked for at once. */
const foldersAtOnce = 500

/**
 * What syncs by the rules `before` and no longer by the rules `after`, of what is known of a root on either side (`root`: its place in Dropbox). The
 * other way round it is what begins to sync.
 */
export async function effectOf(
  { trees }: Pick<Control, 'trees'>,
  root: DisplayPath,
  before: IgnoreRules,
  after: IgnoreRules,
): Promise<Effect> {
  const top = keyOf(root)
  const folders = new Map<PathKey, { readonly display: DisplayPath; readonly isInside: boolean }>()
  const paths: DisplayPath[] = []
  let files = 0

  const look = (path: PathKey, triple: Triple, above: { display: DisplayPath; isInside: boolean }): void => {
    const entry = triple.synced ?? triple.local ?? triple.remote
    if (entry === undefined) return
    const isFolder = entry.kind === 'folder'
    const relative = path.slice(top.length + 1)
    if (before.ignores(relative, isFolder)) return
    const isStopped = above.isInside || after.ignores(relative, isFolder)
    const display = joinPath(above.display, entry.name)
    if (isStopped && !above.isInside) paths.push(display)
    if (isStopped && !isFolder) files++
    if (isFolder) folders.set(path, { display, isInside: isStopped })
  }

  folders.set(top, { display: root, isInside: false })
  while (folders.size > 0)
    for (const { folder, entries } of (await trees([...folders.keys()].slice(0, foldersAtOnce))).parts) {
      const above = folders.get(folder)
      folders.delete(folder)
      if (above !== undefined) for (const [path, triple] of entries) look(path, triple, above)
    }
  return { paths: paths.sort(), files }
}
