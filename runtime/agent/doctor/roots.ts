import type { PathKey } from '../../core/path.ts'
import { describeHalt } from '../../engine/describe/halt.ts'
import { haltOf } from '../../engine/observe/roots/halt.ts'
import { advancing } from '../../engine/observe/roots/markers.ts'
import type { Halt } from '../../engine/status.ts'
import { inspectRoot } from '../../local/roots/inspect-root.ts'
import type { Files } from '../../ports/files.ts'
import type { KnownRoot } from '../../ports/store.ts'
import type { ReadStore } from '../../store/store.ts'
import { type Finding, trouble } from './finding.ts'

/** The halts that stand, or that a start would meet: one finding each. Writes nothing. */
export function tellHalts(halts: readonly Halt[]): Finding[] {
  return halts.map((halt) => trouble('trees', 'wrong', describeHalt(halt), undefined, { halt }))
}

/**
 * A root as the index knows it. `behind`: the generation that its marker may still have, since an agent was killed while it moved it on; `files`: how
 * many synced files lie in it, those of other roots inside it left out.
 */
export interface RememberedRoot extends KnownRoot {
  readonly behind: number | undefined
  readonly files: number
}

/** The roots that an index knows. */
export function rememberedIn(store: Pick<ReadStore, 'roots' | 'value' | 'count'>): RememberedRoot[] {
  const roots = store.roots()
  const countIn = (path: PathKey): number => store.count('synced', path).files
  const linked = roots.filter(({ path }) => path !== '').reduce((sum, { path }) => sum + countIn(path), 0)
  return roots.map((root) => {
    const behind = store.value(advancing(root.path))
    return {
      ...root,
      behind: behind === undefined ? undefined : Number(behind),
      files: countIn(root.path) - (root.path === '' ? linked : 0),
    }
  })
}

/** The halts that an agent would meet at its start. */
export async function haltsAhead(files: Files, known: readonly RememberedRoot[]): Promise<Halt[]> {
  const halts: Halt[] = []
  for (const root of known) {
    const found = await inspectRoot(files, root)
    if (found.state === 'rolled-back' && found.markerGeneration === root.behind) continue
    if (found.state !== 'ready') halts.push(haltOf(found, root, () => root.files))
  }
  return halts
}
