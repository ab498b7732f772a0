import { isDeepStrictEqual } from 'node:util'
import type { PathKey } from '../../../core/path.ts'
import type { FolderIdentity } from '../../../core/safety/other-folder.ts'
import { inspectRoot, type RootState } from '../../../local/roots/inspect-root.ts'
import { type Files, isDiskError, type Listed } from '../../../ports/files.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import type { InUse, Leases } from '../../leases.ts'
import type { Halt } from '../../status.ts'
import { haltOf, inUseHalt } from './halt.ts'
import type { Markers } from './markers.ts'
import type { RootFlags } from './root-flags.ts'
import { spellingOf } from './spelling.ts'

/** How a known root was found: ready to be scanned, this agent's own and its marker moved on (`listed`: what is in it), or halted. */
export type Visited =
  | { readonly ready: KnownRoot; readonly listed: readonly Listed[] }
  | { readonly halt: Halt }

/** Visits one known root after the other, and keeps `known` and the store up to what it finds. */
export function createVisit(parts: {
  readonly store: Store
  readonly files: Files
  readonly leases: Leases
  readonly known: Map<PathKey, KnownRoot>
  readonly markers: Markers
  readonly flags: RootFlags
  readonly filesIn: (path: PathKey) => number
  readonly told: (action: string, path: string, detail?: string) => void
}): (root: KnownRoot) => Promise<Visited> {
  const { store, files, leases, known, markers, flags, filesIn, told } = parts

  /**
   * Takes the lease of a known root. Its generation moves on then: what another agent did meanwhile is told from what this one knows. The store
   * may be shared with that agent.
   */
  const keep = async (root: KnownRoot): Promise<KnownRoot | InUse> => {
    const inUse = await otherAt(leases, root.target)
    if (inUse !== undefined) return inUse
    if (leases.has(root.target) || !isOurs(await inspectRoot(files, root))) return root
    const taken = await leases.take(root.target)
    if (typeof taken === 'object') return taken
    if (taken === 'held') return root
    markers.taken(root.path)
    const stored = store.roots().find(({ path, target }) => path === root.path && target === root.target)
    if (stored !== undefined) known.set(root.path, stored)
    return stored ?? root
  }

  /** Keeps what the folder of a root is today. A copy is doubted before anything of it is looked at. */
  const takeUp = (root: KnownRoot, folder: FolderIdentity, isCopy: boolean): void => {
    const found = { ...root, ...folder }
    store.transaction(() => {
      store.putRoot(found)
      if (isCopy) flags.copied.begin(root.path)
    })
    known.set(root.path, found)
    if (!isCopy) return
    markers.taken(root.path)
    told('other folder', spellingOf(root, store), root.target)
  }

  return async (before) => {
    const { path, target } = before
    const root = await keep(before)
    if ('holder' in root) return { halt: inUseHalt(path, target, root) }
    const state = await markers.inspect(root)
    if (state.state !== 'ready') return { halt: haltOf(state, root, filesIn) }
    if (state.isCopy || !isDeepStrictEqual({ ...root, ...state.folder }, root))
      takeUp(root, state.folder, state.isCopy)
    await markers.moveOnOnce(known.get(path) ?? root)
    return { ready: known.get(path) ?? root, listed: state.listed }
  }
}

/** Whether a root is the one that was synced, though perhaps of another time. */
function isOurs({ state }: RootState): boolean {
  return state === 'ready' || state === 'rolled-back'
}

/** The agent that holds a root; a root that cannot be read is nobody's, and is told as what it is. */
async function otherAt(leases: Leases, root: string): Promise<InUse | undefined> {
  try {
    return await leases.other(root)
  } catch (error) {
    if (isDiskError(error)) return undefined
    throw error
  }
}
