import { sameContent } from '../agreement.ts'
import { joinPath, keyOf, type PathKey, parentOf } from '../path.ts'
import { nameAfterRenaming } from '../renaming.ts'
import type { LocalEntry, SyncedEntry, TreeView, Triple } from '../tree.ts'
import { createRegion, type Region } from './region.ts'

/** Something that one side moved or renamed, and the other side is to follow. */
export interface Move {
  readonly side: 'remote' | 'local'
  readonly from: PathKey
  readonly to: PathKey
  /** The name that it is to get, where neither side has it under that name. */
  readonly name?: string
}

export interface Moves {
  readonly moves: readonly Move[]
  /** Where things move from and to now. Nothing else is planned there before the moves are done. */
  readonly region: Region
  /** Moves that may come in a later plan: once another one is done, the folder is there that they go into, or selective sync takes them in. */
  readonly waiting: readonly Move[]
}

/** What of the world decides about moves. */
export interface MoveRules {
  /** Places on the box that cannot be moved: mapped folders, and what is out of reach now. */
  readonly fixed: (path: PathKey) => boolean
  /** Whether the box can rename from one place to the other: both lie in one file system. */
  readonly movable: (from: PathKey, to: PathKey) => boolean
  /** Whether Dropbox has refused to move a folder in one piece, for all that it holds: that is moved bit by bit then. */
  readonly tooLargeToMove: (from: PathKey) => boolean
  /** Whether a new item on the box that selective sync does not take will be taken in by the next plan. */
  readonly adoptable: (path: PathKey) => boolean
  /** Whether the box cannot hold a path under the name that it has in Dropbox. */
  readonly unwritable: (path: PathKey, triple: Triple) => boolean
  /** Whether nothing is ever made at a path, for an ignore rule. */
  readonly ignored: (path: PathKey, triple: Triple) => boolean
}

/**
 * Finds moves: what is gone from a synced path and stands at a new one, recognised in Dropbox by its id and on the box by its
 * inode. Only the topmost moved folder counts. Whatever is not surely a move is left to be sent and deleted, which loses nothing.
 */
export function findMoves(view: TreeView, rules: MoveRules): Moves {
  const region = createRegion()
  const moves: Move[] = []
  const waiting: Move[] = []
  for (const [to, triple] of view.unsettled()) {
    if (triple.synced !== undefined || rules.fixed(to)) continue
    const move = moveOnBox(view, to, triple) ?? moveInDropbox(view, to, triple)
    if (move === undefined || rules.fixed(move.from)) continue
    const unfinished = unfinishedRename(move, triple)
    if (unfinished !== undefined && !region.covers(to) && !region.covers(move.from)) {
      moves.push(unfinished)
      region.add(to)
      region.add(move.from)
      continue
    }
    const { side, from } = move
    if (side === 'remote' && rules.tooLargeToMove(from)) continue
    if (side === 'local' && (!rules.movable(from, to) || rules.unwritable(to, triple))) continue
    const wanted = view.wanted(to)
    const folder = folderFor(view, move, rules)
    if (folder === 'never' || !(wanted || (side === 'remote' && rules.adoptable(to)))) continue
    const isCrossed = region.covers(to) || region.covers(from) || region.reaches(from)
    if (!wanted || folder === 'coming' || isCrossed) {
      waiting.push(move)
      continue
    }
    moves.push(move)
    region.add(from)
    region.add(to)
  }
  return { moves, region, waiting }
}

/** Whether the folder that something is to move into is on the side that follows, or will be by what is planned there anyway. */
function folderFor(view: TreeView, { side, to }: Move, rules: MoveRules): 'there' | 'coming' | 'never' {
  const folder = parentOf(to)
  if (folder === '') return 'there'
  const triple = view.get(folder)
  if (triple[side]?.kind === 'folder') return 'there'
  // One that both sides agreed on and this one has lost stays only if what is in it does.
  if (triple[side] !== undefined || triple.synced !== undefined) return 'never'
  if (rules.ignored(folder, triple)) return 'never'
  return view.wanted(folder) || (side === 'remote' && rules.adoptable(folder)) ? 'coming' : 'never'
}

/** A new item on the box that is what stood, synced, at a place where it is gone now: Dropbox is to move it too. */
function moveOnBox(view: TreeView, to: PathKey, { remote, local }: Triple): Move | undefined {
  if (local === undefined || remote !== undefined) return undefined
  const from = view.syncedWithInode(local.inode)
  if (from === undefined || from === to) return undefined
  const old = view.get(from)
  if (old.synced === undefined || old.local !== undefined || old.remote === undefined) return undefined
  if (!isSameItem(local, old.synced) || !sameContent(old.remote, old.synced)) return undefined
  return { side: 'remote', from, to }
}

/** A new item in Dropbox with the id of one that is gone from its synced place: the box is to move it too. */
function moveInDropbox(view: TreeView, to: PathKey, { remote, local }: Triple): Move | undefined {
  if (remote === undefined || local !== undefined || remote.id === '') return undefined
  const from = view.syncedWithId(remote.id)
  if (from === undefined || from === to) return undefined
  const old = view.get(from)
  if (old.synced === undefined || old.remote !== undefined) return undefined
  if (old.local?.kind !== remote.kind || old.synced.kind !== remote.kind) return undefined
  return { side: 'local', from, to }
}

/**
 * What stands in Dropbox under the name of a moment, since an agent was killed while it renamed it by case alone, is to get the name that
 * it was on its way to, rather than the box to follow.
 */
function unfinishedRename({ side, from, to }: Move, { remote }: Triple): Move | undefined {
  const name = side === 'local' && remote !== undefined ? nameAfterRenaming(remote.name) : undefined
  if (name === undefined || joinPath(parentOf(to), keyOf(name)) !== from) return undefined
  return { side: 'remote', from: to, to: from, name }
}

/** An inode is given away again as soon as it is free, so the birth time must agree too, or the content of a file. */
function isSameItem(local: LocalEntry, synced: SyncedEntry): boolean {
  if (local.kind !== synced.kind) return false
  if (local.born !== 0 && synced.born !== 0) return local.born === synced.born
  return local.kind === 'file' && sameContent(local, synced)
}
