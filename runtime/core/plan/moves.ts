import { sameContent } from '../agreement.ts'
import { type PathKey, parentOf } from '../path.ts'
import type { LocalEntry, SyncedEntry, TreeView, Triple } from '../tree.ts'
import { createRegion, type Region } from './region.ts'

/** Something that one side moved or renamed, and the other side is to follow. */
export interface Move {
  readonly side: 'remote' | 'local'
  readonly from: PathKey
  readonly to: PathKey
}

export interface Moves {
  readonly moves: readonly Move[]
  /** Where things move from and to. Nothing else is planned there before the moves are done. */
  readonly region: Region
}

/**
 * Finds moves: what is gone from a synced path and stands at a new one, recognised in Dropbox by its id and on the box by its
 * inode. Only the topmost moved folder counts. Whatever is not surely a move is left to be sent and deleted, which loses nothing.
 * `fixed` names the places on the box that cannot be moved (mapped folders, and what is out of reach now); `movable` says whether the
 * box can rename from one place to the other (both in one file system).
 */
export function findMoves(
  view: TreeView,
  { fixed, movable }: { fixed: (path: PathKey) => boolean; movable: (from: PathKey, to: PathKey) => boolean },
): Moves {
  const region = createRegion()
  const moves: Move[] = []
  for (const [to, triple] of view.unsettled()) {
    if (triple.synced !== undefined || region.covers(to) || fixed(to) || !view.wanted(to)) continue
    const move = moveOnBox(view, to, triple) ?? moveInDropbox(view, to, triple, fixed)
    if (move === undefined || region.covers(move.from) || region.reaches(move.from) || fixed(move.from))
      continue
    if (move.side === 'local' && !movable(move.from, to)) continue
    region.add(move.from)
    region.add(move.to)
    moves.push(move)
  }
  return { moves, region }
}

/** A new item on the box that is what stood, synced, at a place where it is gone now: Dropbox is to move it too. */
function moveOnBox(view: TreeView, to: PathKey, { remote, local }: Triple): Move | undefined {
  if (local === undefined || remote !== undefined) return undefined
  const from = view.syncedWithInode(local.inode)
  if (from === undefined || from === to) return undefined
  const old = view.get(from)
  if (old.synced === undefined || old.local !== undefined || old.remote === undefined) return undefined
  if (!isSameItem(local, old.synced) || !sameContent(old.remote, old.synced)) return undefined
  return hasFolder(view, parentOf(to), 'remote') ? { side: 'remote', from, to } : undefined
}

/** A new item in Dropbox with the id of one that is gone from its synced place: the box is to move it too. */
function moveInDropbox(
  view: TreeView,
  to: PathKey,
  { remote, local }: Triple,
  fixed: (path: PathKey) => boolean,
): Move | undefined {
  if (remote === undefined || local !== undefined || remote.id === '') return undefined
  const from = view.syncedWithId(remote.id)
  if (from === undefined || from === to || fixed(from)) return undefined
  const old = view.get(from)
  if (old.synced === undefined || old.remote !== undefined) return undefined
  if (old.local?.kind !== remote.kind || old.synced.kind !== remote.kind) return undefined
  return hasFolder(view, parentOf(to), 'local') ? { side: 'local', from, to } : undefined
}

/** An inode is given away again as soon as it is free, so the birth time must agree too, or the content of a file. */
function isSameItem(local: LocalEntry, synced: SyncedEntry): boolean {
  if (local.kind !== synced.kind) return false
  if (local.born !== 0 && synced.born !== 0) return local.born === synced.born
  return local.kind === 'file' && sameContent(local, synced)
}

function hasFolder(view: TreeView, folder: PathKey, side: 'remote' | 'local'): boolean {
  return folder === '' || view.get(folder)[side]?.kind === 'folder'
}
