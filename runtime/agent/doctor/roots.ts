import type { PathKey } from '../../core/path.ts'
import { describeHalt } from '../../engine/describe/halt.ts'
import { haltOf, refusedHalt } from '../../engine/observe/roots/halt.ts'
import { advancing } from '../../engine/observe/roots/markers.ts'
import type { Halt } from '../../engine/status.ts'
import { type FoundMappings, findMappings, type MappingLimits } from '../../local/mappings/find-mappings.ts'
import { inspectRoot } from '../../local/roots/inspect-root.ts'
import { type Files, isDiskError } from '../../ports/files.ts'
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

/**
 * The halts that an agent would meet at its start. Of a linked folder its link is looked at first, as far as the Dropbox folder can be: where that is gone
 * or leads to another folder, the start lets go of the one that was known.
 */
export async function haltsAhead(
  files: Files,
  known: readonly RememberedRoot[],
  limits: Pick<MappingLimits, 'home' | 'forbidden'>,
): Promise<Halt[]> {
  const halts: Halt[] = []
  let links: FoundMappings | undefined
  for (const root of known.toSorted((one, other) => one.path.length - other.path.length)) {
    const refused = links?.refused.find(({ key }) => key === root.path)
    if (refused !== undefined) halts.push(await refusedHalt(files, root, refused.why))
    const isLetGo = links?.mappings.every(({ key, target }) => key !== root.path || target !== root.target)
    if (refused !== undefined || isLetGo === true) continue
    const found = await inspectRoot(files, root)
    if (found.state === 'rolled-back' && found.markerGeneration === root.behind) continue
    if (found.state !== 'ready') halts.push(haltOf(found, root, () => root.files))
    else if (root.path === '') links = await linksIn(files, root, known, limits)
  }
  return halts
}

/** The links that are in the Dropbox folder; undefined where that cannot be seen. */
async function linksIn(
  files: Files,
  { target: folder }: RememberedRoot,
  known: readonly RememberedRoot[],
  limits: Pick<MappingLimits, 'home' | 'forbidden'>,
): Promise<FoundMappings | undefined> {
  const linked = known.filter(({ path }) => path !== '')
  const targets = new Map(linked.map(({ path, target }) => [path, target]))
  try {
    return await findMappings(files, folder, { ...limits, known: targets })
  } catch (error) {
    if (isDiskError(error)) return undefined
    throw error
  }
}
