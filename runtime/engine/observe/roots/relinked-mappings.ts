import { keptAway } from '../../../core/choice.ts'
import { joinPath, keyOf, nameOf, type PathKey, parentOf } from '../../../core/path.ts'
import { spellerOf } from '../../../core/plan/spelling.ts'
import { nameWhileRenaming } from '../../../core/renaming.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import { storedList } from '../stored-list.ts'
import type { FolderPlace } from './folder-place.ts'
import type { RootsSeen } from './look.ts'
import type { LinkMove } from './moved-links.ts'
import type { RootFlags } from './root-flags.ts'
import { spellingOf } from './spelling.ts'

/** Lets Dropbox follow the links that were renamed on the box. */
export interface RelinkedMappings {
  /**
   * Finds the moves that are left to make in Dropbox. Until they are made, both the old place and the new one are out of reach in what it gives, so that
   * nothing in them looks deleted or new. Where Dropbox holds something else under the new name, does not want to move, or does not have the folder any
   * more, both sides are united there, and the old place stays as it is.
   */
  lead(seen: RootsSeen): RootsSeen
  /** Dropbox does not want to move what it has at a path. */
  refused(from: PathKey): void
}

/** A folder that Dropbox has `at` a path, and is to move to that of its root. */
interface Waiting {
  readonly root: KnownRoot
  readonly at: PathKey
}

export function createRelinkedMappings(parts: {
  readonly store: Store
  readonly known: ReadonlyMap<PathKey, KnownRoot>
  readonly flags: RootFlags
  readonly folderPlace: FolderPlace
  /** Whether the delta has still to tell of a folder that was moved. */
  readonly isMoving: (path: PathKey) => boolean
  readonly told: (action: string, path: string, detail?: string) => void
}): RelinkedMappings {
  const { store, known, flags, folderPlace, isMoving, told } = parts
  /**
   * Old places that count as synced, though the box has nothing there, until all is united at the new one: what is to go up there is copied in Dropbox
   * from them. They are out of reach as long, since it would look deleted otherwise.
   */
  const sources = storedList<{ readonly at: PathKey; readonly path: PathKey }>(store, 'link-sources')
  /** What Dropbox does not want to move. */
  const refused = new Set<PathKey>()

  /** Gives what counts as synced to the old place, if it has room for it. */
  const leaveSynced = (path: PathKey, at: PathKey): boolean => {
    const folder = parentOf(at)
    const isThere = folder === '' || store.get(folder).synced?.kind === 'folder'
    if (!isThere || store.get(at).synced !== undefined || store.get(path).synced === undefined) return false
    store.rebase('synced', path, at)
    return true
  }

  /** Nothing counts as synced any more, so that nothing is deleted; what Dropbox has at the old place is kept away from the box. */
  const unite = ({ path, target }: KnownRoot, at: PathKey | undefined): void =>
    store.transaction(() => {
      if (at !== undefined && leaveSynced(path, at)) sources.put([...sources.current(), { at, path }])
      store.clear('synced', path)
      flags.relinked.end(path)
      flags.firstSync.begin(path)
      if (at !== undefined) store.setSelection(keptAway(store.selection(), spellerOf(store)(at)))
      told('link', spellingOf({ path }, store), target)
    })

  /** The folders that wait to be moved, once all else is settled. */
  const waiting = (): readonly Waiting[] => {
    const relinked = [...known.values()].filter(({ path }) => flags.relinked.isOf(path))
    const ids = new Map(relinked.map(({ path }) => [path, store.get(path).synced?.id ?? '']))
    const theirs = new Set(ids.values())
    return relinked.flatMap((root): Waiting[] => {
      const id = ids.get(root.path) ?? ''
      const at = id === '' ? undefined : folderPlace(id)
      if (at === root.path) {
        flags.relinked.end(root.path)
        return []
      }
      const { remote } = store.get(root.path)
      const isTaken = remote !== undefined && !theirs.has(remote.id)
      if (at !== undefined && !isTaken && !refused.has(at)) return [{ root, at }]
      unite(root, at)
      return []
    })
  }

  const moveTo = ({ at }: Waiting, name: string): LinkMove => {
    const toDisplay = joinPath('', name)
    const fromDisplay = spellerOf(store)(at)
    return { kind: 'move-remote', from: at, to: keyOf(toDisplay), fromDisplay, toDisplay, linked: true }
  }

  const nameOn = ({ path }: KnownRoot): string => store.get(path).local?.name.normalize('NFC') ?? nameOf(path)

  /** Those that exchange their names wait for one another: one of them makes room. */
  const makingRoom = (stuck: readonly Waiting[]): readonly LinkMove[] => {
    for (const one of stuck) {
      const move = moveTo(one, nameWhileRenaming(nameOn(one.root), one.root.identity))
      if (one.at === move.to) return []
      if (store.get(move.to).remote === undefined) return [move]
    }
    return []
  }

  const keepSources = (seen: RootsSeen): void => {
    const before = sources.current()
    const kept = before.filter(
      ({ at, path }) => !known.has(at) && known.has(path) && flags.firstSync.isOf(path),
    )
    for (const { at } of kept) seen.outOfReach.add(at)
    if (kept.length === before.length) return
    store.transaction(() => {
      for (const source of before)
        if (!kept.includes(source) && !known.has(source.at)) store.clear('synced', source.at)
      sources.put(kept)
    })
  }

  return {
    lead(seen) {
      const left = waiting()
      refused.clear()
      keepSources(seen)
      if (left.length === 0) return seen
      const movable = left.filter(({ root, at }) => !seen.outOfReach.covers(root.path) && !isMoving(at))
      const free = movable.filter(({ root }) => store.get(root.path).remote === undefined)
      const moves = free.length > 0 ? free.map((one) => moveTo(one, nameOn(one.root))) : makingRoom(movable)
      for (const { root, at } of left) {
        seen.outOfReach.add(root.path)
        seen.outOfReach.add(at)
      }
      return { ...seen, moves }
    },
    refused: (from) => void refused.add(from),
  }
}
