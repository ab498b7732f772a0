import { type DisplayPath, joinPath, type PathKey } from '../../../core/path.ts'
import { createRegion, type Region } from '../../../core/plan/region.ts'
import type { FoundMappings, Mapping, RefusedMapping } from '../../../local/mappings/find-mappings.ts'
import { type Files, faultOf, isDiskError, type Listed } from '../../../ports/files.ts'
import type { KnownRoot } from '../../../ports/store.ts'
import type { Leases } from '../../leases.ts'
import { type Halt, isRestoredHalt, type Problem } from '../../status.ts'
import { haltOf, inUseHalt, refusedHalt } from './halt.ts'
import type { Markers } from './markers.ts'
import { findMovedLinks, type LinkMove, type MovedLink } from './moved-links.ts'
import { otherRootError } from './other-root.ts'
import type { StartAnew } from './start-anew.ts'
import type { Visited } from './visit.ts'

/** What a look at the roots showed. */
export interface RootsSeen {
  readonly halts: readonly Halt[]
  /** Roots that are halted, with everything in them. */
  readonly outOfReach: Region
  readonly found: FoundMappings
  readonly problems: readonly Problem[]
  /** Roots that are there and may be scanned. */
  readonly ready: readonly KnownRoot[]
  /** Something counts as not known that was known before, is there for the first time or under another name: only a scan of everything finds what is in it. */
  readonly anew: boolean
  /** What Dropbox is to move, since links were renamed here. */
  readonly moves: readonly LinkMove[]
}

/** Looks at the Dropbox folder `folder` and then at its mapped folders; see `Roots.look`. */
export function createLook(parts: {
  readonly files: Files
  readonly leases: Leases
  readonly folder: string
  readonly known: ReadonlyMap<PathKey, KnownRoot>
  readonly mapped: () => readonly KnownRoot[]
  readonly filesIn: (path: PathKey) => number
  /** Whether Dropbox has the folder of a root, which both sides have agreed on. */
  readonly isInDropbox: (root: KnownRoot) => boolean
  readonly markers: Markers
  readonly startAnew: StartAnew
  readonly letGo: (root: KnownRoot, to: DisplayPath | undefined) => void
  /** These mapped folders are known by the names of their links from now on. */
  readonly relink: (moved: readonly MovedLink[]) => Promise<void>
  readonly visit: (root: KnownRoot) => Promise<Visited>
  /** The links among what the Dropbox folder holds. */
  readonly linksIn: (listed: readonly Listed[]) => Promise<FoundMappings>
}): () => Promise<RootsSeen> {
  const {
    files,
    leases,
    folder,
    known,
    mapped,
    filesIn,
    isInDropbox,
    markers,
    startAnew,
    letGo,
    relink,
    linksIn,
  } = parts

  /** The mapped folders that were restored too. */
  const restoredBelow = async (): Promise<Halt[]> => {
    const found: Halt[] = []
    for (const root of mapped()) {
      const state = await markers.inspect(root)
      if (state.state !== 'ready') found.push(haltOf(state, root, filesIn))
    }
    return found.filter(isRestoredHalt)
  }

  return async () => {
    const halts: Halt[] = []
    const outOfReach = createRegion()
    const problems: Problem[] = []
    const ready: KnownRoot[] = []

    const leave = (path: PathKey, halt: Halt): void => {
      halts.push(halt)
      outOfReach.add(path)
    }

    /** Gives what is in the root, if it is ready. */
    const visit = async (root: KnownRoot): Promise<readonly Listed[] | undefined> => {
      const visited = await parts.visit(root)
      if ('ready' in visited) {
        ready.push(visited.ready)
        return visited.listed
      }
      leave(root.path, visited.halt)
      return undefined
    }

    /** Gives a folder back, unless a link leads to it still, perhaps of another name. */
    const giveBack = async (target: string, { mappings }: FoundMappings): Promise<void> => {
      if (mappings.every((mapping) => mapping.target !== target)) await leases.release(target)
    }

    const refuse = async ({ key, name, why }: Omit<RefusedMapping, 'link'>): Promise<void> => {
      const root = known.get(key)
      if (root !== undefined) halts.push(await refusedHalt(files, root, why))
      else problems.push({ path: joinPath('', name), why: { reason: 'mapping-refused', why } })
      outOfReach.add(key)
    }

    const meet = async ({ key, name, target }: Mapping, found: FoundMappings): Promise<void> => {
      const before = known.get(key)
      if (before?.target !== target) {
        const inUse = await startAnew.takeIn(key, joinPath('', name), target)
        if (inUse === 'overlap') return refuse({ key, name, why: inUse })
        if (before !== undefined) await giveBack(before.target, found)
        if (inUse !== undefined) return leave(key, inUseHalt(key, target, inUse))
      }
      const root = known.get(key)
      if (root !== undefined) await visit(root)
    }

    const top = known.get('')
    if (top === undefined || top.target !== folder) {
      if ((await files.lstat(folder)) === undefined) await files.mkdir(folder)
      const inUse = await startAnew.takeIn('', '', folder)
      if (inUse === 'overlap') throw otherRootError(folder)
      if (inUse !== undefined) leave('', inUseHalt('', folder, inUse))
    }
    const base = known.get('')
    const listed = halts.length === 0 && base !== undefined ? await visit(base) : undefined
    if (listed === undefined) {
      // What was restored together is chosen for together.
      if (halts.some(isRestoredHalt)) halts.push(...(await restoredBelow()))
      const found: FoundMappings = { mappings: [], refused: [] }
      return { halts, outOfReach, found, problems, ready, anew: startAnew.wasAnew(), moves: [] }
    }

    const found = await linksIn(listed)
    const moved = await findMovedLinks({ files, markers, leases, isInDropbox }, mapped(), found)
    const linked = new Set([...found.mappings, ...found.refused].map(({ key }) => key))
    const leaving = new Set(moved.map(({ root }) => root.path))
    const arriving = new Set(moved.map(({ link }) => link.key))
    for (const root of mapped()) {
      if (leaving.has(root.path) || (linked.has(root.path) && !arriving.has(root.path))) continue
      const again = found.mappings.find(({ target }) => target === root.target)
      letGo(root, again && joinPath('', again.name))
      await giveBack(root.target, found)
    }
    if (moved.length > 0) {
      await relink(moved)
      for (const { root } of moved) await giveBack(root.target, found)
    }
    for (const refused of found.refused) await refuse(refused)
    for (const mapping of found.mappings) {
      try {
        await meet(mapping, found)
      } catch (error) {
        if (!isDiskError(error)) throw error
        const why = { reason: 'unwritable', fault: faultOf(error), detail: error.message } as const
        problems.push({ path: joinPath('', mapping.name), why })
        outOfReach.add(mapping.key)
      }
    }
    const anew = startAnew.wasAnew() || moved.length > 0
    return { halts, outOfReach, found, problems, ready, anew, moves: [] }
  }
}
