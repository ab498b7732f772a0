import { following, keptAway } from '../../../core/choice.ts'
import { type DisplayPath, joinPath, type PathKey } from '../../../core/path.ts'
import { spellerOf } from '../../../core/plan/spelling.ts'
import { type FoundMappings, findMappings } from '../../../local/mappings/find-mappings.ts'
import type { RootState } from '../../../local/roots/inspect-root.ts'
import { syncFolder } from '../../../local/small-file.ts'
import { DiskError, type Files, type Listed } from '../../../ports/files.ts'
import type { Random } from '../../../ports/random.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import type { Leases } from '../../leases.ts'
import type { EngineSettings } from '../../settings.ts'
import { carryOver } from './carry-over.ts'
import { createFolderPlace } from './folder-place.ts'
import { createLook, type RootsSeen } from './look.ts'
import { createMarkers } from './markers.ts'
import type { MovedLink } from './moved-links.ts'
import { otherRootError } from './other-root.ts'
import { createRelinkedMappings } from './relinked-mappings.ts'
import { createRenamedMappings } from './renamed-mappings.ts'
import { createRootFlags } from './root-flags.ts'
import { spellingOf } from './spelling.ts'
import { createStartAnew } from './start-anew.ts'
import { createVisit } from './visit.ts'

export interface Roots {
  /** The roots by their path in Dropbox; always the same map, kept up by `look`. */
  readonly known: ReadonlyMap<PathKey, KnownRoot>
  /** Whether a root has not been the same on both sides since it was taken in: what it holds, somebody chose to sync. */
  isFirstSync(path: PathKey): boolean
  /** Whether a copy of a root stands in its place since both sides were last the same: what is not in it, nobody deleted. */
  isCopied(path: PathKey): boolean
  /** To be told when everything in these roots is the same on both sides. */
  synced(ready: readonly KnownRoot[]): void
  /**
   * Looks at the Dropbox folder and its mapped folders: takes in new ones, lets go of those whose link is gone (their content stays on
   * both sides), and finds those that may not be touched. The first look after a start moves every marker on by one.
   */
  look(): Promise<RootsSeen>
  /**
   * Moves the markers of these roots on by one, in store and folder, since what both sides agree on has changed. A marker that cannot be
   * written stays as it is.
   */
  moveOn(ready: readonly KnownRoot[]): Promise<void>
  /** Whether a known root is, at this very moment, still the folder that the agent knows, and no other agent's. */
  stands(root: KnownRoot): Promise<boolean>
  /**
   * To be asked after Dropbox was looked at: mapped folders that were renamed there keep their links under the new name. Those that cannot be
   * followed are out of reach, and told; and so are those that Dropbox is to move first, since their links were renamed here.
   */
  followRenames(seen: RootsSeen): Promise<RootsSeen>
  /** Dropbox does not want to move what it has at a path to where a link was renamed to. */
  linkRefused(from: PathKey): void
  /**
   * Starts a halted root anew, on a person's word: a new marker, and nothing of it counts as synced before. Both sides are united;
   * nothing is deleted. Throws DiskError, `not-a-folder` where something else stands, which nobody but a person may move.
   */
  accept(path: PathKey): Promise<void>
  /**
   * Gives roots new markers, with identities of their own. `agree` runs in the transaction in which the store learns of them, and says what both
   * sides agree on from now on; false: the roots stay as they were known, and halted. Throws DiskError, `busy` where another agent
   * works by now.
   */
  renew(restored: readonly KnownRoot[], agree: () => boolean): Promise<void>
  /** The links of the Dropbox folder, looked at now. */
  links(): Promise<FoundMappings>
}

/** `isMoving`: whether the delta has still to tell of a folder that was moved in Dropbox. */
export function createRoots(
  store: Store,
  files: Files,
  random: Random,
  leases: Leases,
  settings: EngineSettings,
  isMoving: (path: PathKey) => boolean,
  told: (action: string, path: string, detail?: string) => void,
): Roots {
  const { folder, forbidden, home } = settings
  const known = new Map(store.roots().map((root) => [root.path, root]))
  const flags = createRootFlags(store)
  const markers = createMarkers(store, files, known)
  const startAnew = createStartAnew({ store, files, random, leases, known, markers, flags, told })
  const folderPlace = createFolderPlace(store)
  const renamed = createRenamedMappings({ store, files, known, flags, folder, folderPlace, told })
  const relinked = createRelinkedMappings({ store, known, flags, folderPlace, isMoving, told })

  const mapped = (): KnownRoot[] => [...known.values()].filter((root) => root.path !== '')

  /** How many synced files lie in a root itself: those of linked folders lie elsewhere. */
  const filesIn = (path: PathKey): number => {
    const linked = path === '' ? mapped() : []
    const { files: all } = store.count('synced', path)
    return linked.reduce((left, root) => left - store.count('synced', root.path).files, all)
  }

  const idOf = ({ path }: KnownRoot): string => store.get(path).synced?.id ?? ''
  const isInDropbox = (root: KnownRoot): boolean => idOf(root) !== ''

  const links = (listed?: readonly Listed[]): Promise<FoundMappings> => {
    const limits = { forbidden, home, known: new Map(mapped().map(({ path, target }) => [path, target])) }
    return findMappings(files, folder, limits, listed)
  }

  /**
   * The link is gone, which is no deletion: the content stays where it is, on both sides, and no longer syncs here. Where a link of another name
   * leads to it (`to`, a path in Dropbox), what was chosen below it is chosen there: what was kept out does not go up under the new name.
   */
  const letGo = (root: KnownRoot, to: DisplayPath | undefined): void => {
    const { path } = root
    const display = spellingOf(root, store)
    // Of one that was renamed just before, Dropbox has it under the old name.
    const at = flags.relinked.isOf(path) && isInDropbox(root) ? folderPlace(idOf(root)) : undefined
    store.transaction(() => {
      store.clear('synced', path)
      store.clear('local', path)
      store.deleteRoot(path)
      flags.endAll(path)
      markers.forget(root)
      const rules = to === undefined ? store.selection() : following(store.selection(), path, to)
      const away = keptAway(rules, display)
      store.setSelection(at === undefined ? away : keptAway(away, spellerOf(store)(at)))
    })
    known.delete(path)
    told('unlink', display, root.target)
  }

  const relink = async (moved: readonly MovedLink[]): Promise<void> => {
    // Were the old name to come back, what Dropbox is told of the new one would not be so.
    await syncFolder(files, folder)
    const carried = store.transaction(() => {
      const roots = carryOver(
        store,
        flags,
        moved.map(({ root, link: { name, target } }) => ({ root, name, target })),
      )
      for (const { root, link } of moved) {
        if (root.path === link.key) continue
        flags.relinked.begin(link.key)
        told('link renamed', joinPath('', link.name), root.path)
      }
      return roots
    })
    for (const { root } of moved) known.delete(root.path)
    for (const root of carried) known.set(root.path, root)
  }

  const visit = createVisit({ store, files, leases, known, markers, flags, filesIn, told })

  return {
    known,
    isFirstSync: flags.firstSync.isOf,
    isCopied: flags.copied.isOf,
    synced(ready) {
      for (const { path } of ready) flags.synced(path)
    },
    links: () => links(),
    look: createLook({
      ...{ files, leases, folder, known, mapped, filesIn, isInDropbox },
      ...{ markers, startAnew, letGo, relink, visit, linksIn: links },
    }),
    async moveOn(ready) {
      for (const { path } of ready) {
        const root = known.get(path)
        if (root !== undefined) await markers.moveOn(root)
      }
    },
    stands: async (root) =>
      known.get(root.path) === root &&
      (await leases.standsFirm(root.target)) &&
      isItself(await markers.inspect(root)),
    followRenames: async (seen) => relinked.lead(await renamed.follow(seen)),
    linkRefused: relinked.refused,
    async accept(path) {
      const root = known.get(path)
      // What came back by itself meanwhile is known, and need not begin anew.
      if (root === undefined || (await markers.inspect(root)).state === 'ready') return
      await makeFolder(files, root.target)
      const taken = await startAnew.takeIn(path, spellingOf(root, store), root.target)
      if (taken === 'overlap') throw otherRootError(root.target)
    },
    renew: startAnew.renew,
  }
}

function isItself(state: RootState): boolean {
  return state.state === 'ready' && !state.isCopy
}

/** Makes a folder, unless it is there. Throws DiskError, with what a person can do, where something else stands. */
async function makeFolder(files: Files, folder: string): Promise<void> {
  const there = await files.lstat(folder)
  if (there === undefined) return files.mkdir(folder)
  if (there.kind === 'folder') return
  const message =
    there.kind === 'symlink'
      ? `${folder} is a link now. Run "parts restart dropbox": it goes on where the link leads.`
      : `${folder} is not a folder. Move it away, then run "dropbox approve" again.`
  throw new DiskError('not-a-folder', folder, { message })
}
