import { adopting, following } from '../../core/choice.ts'
import { joinPath, keyOf, nameOf, type PathKey, parentOf } from '../../core/path.ts'
import { apartName } from '../../core/plan/apart-name.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import type { RemoteEntry, RemoteFolder } from '../../core/tree.ts'
import { moveEntry } from '../../local/swap/move-entry.ts'
import type { Refusal } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import type { Place } from '../places.ts'
import { besideIn } from '../set-apart.ts'
import { type ApplyContext, failedOnDisk, mayWrite, overtaken, refused, writable } from './context.ts'
import { flushNames } from './flush-names.ts'

type MoveRemote = Extract<Operation, { kind: 'move-remote' }>
type MoveLocal = Extract<Operation, { kind: 'move-local' }>

/**
 * Moves one item in Dropbox, and Synced with it; what a moved folder holds in Dropbox is read from the delta. Of a folder that holds too much to be
 * moved in one piece the next plan moves what it holds.
 */
export async function moveRemote(
  context: ApplyContext,
  operation: MoveRemote,
  signal: AbortSignal,
): Promise<void> {
  const { cloud, store, recorder, setbacks, attention, movedFolders, largeFolders, tell, log } = context
  const { from, to, fromDisplay, toDisplay } = operation
  try {
    // The name of a linked folder is that of its link, which was flushed when it was found.
    const places = operation.linked ? [] : [context.places.of(to), ...context.places.formerly([from])]
    await flushNames(
      context,
      places.flatMap((place) => place?.absolute ?? []),
    )
  } catch (error) {
    return failedOnDisk(context, operation, error)
  }
  if ((await writable(context, [{ path: from }, { path: to }])).length < 2) return
  const { remote: before } = store.get(from)
  const result = await cloud.move(fromDisplay, toDisplay, signal)
  if (!result.ok) {
    if (operation.linked && !isPassing(result.refusal)) {
      context.linkRefused(from)
      return attention.again()
    }
    if (result.refusal.reason !== 'too-many-files' || !mayBeSplit(context, operation, before))
      return refused(context, operation, result.refusal)
    largeFolders.refused(before.id)
    log.info('split', { from, to })
    return attention.again()
  }
  // The answer was lost, and something else has come to the new place: what became of both, the delta tells.
  if (isOther(before, result.value)) return refused(context, operation, { reason: 'conflict' })
  await recorder.record(() => {
    // What comes back to where the box has it, from a rename that was left half done, is not what the box calls it yet.
    const isAsHere = operation.linked !== true && store.get(from).synced !== undefined
    if (from !== to) {
      store.setRemote(from, undefined)
      if (result.value.kind === 'folder') movedFolders.moved(from, to)
      if (isAsHere) store.rebase('synced', from, to)
      if (!operation.linked) followChoices(store, from, toDisplay)
    }
    store.setRemote(to, result.value)
    const { synced } = store.get(to)
    if (synced !== undefined && isAsHere) store.setSynced(to, { ...synced, name: nameOf(toDisplay) })
    tell('moved in Dropbox', toDisplay, fromDisplay)
  })
  setbacks.succeeded(from)
  attention.remote()
}

/**
 * Moves one item on the box, and Local and Synced with it; a conflict copy leaves its synced state behind, being a new item, and takes the next
 * name where something that does not sync has the planned one.
 */
export async function moveLocal(context: ApplyContext, operation: MoveLocal): Promise<void> {
  const source = context.places.of(operation.from)
  if (source === undefined || !(await mayWrite(context, source.root))) return
  try {
    for (const goal of goalsOf(context, operation)) {
      if ((await moveTo(context, operation, source, goal)) !== 'in-the-way') return
    }
    overtaken(context, operation, source.absolute)
  } catch (error) {
    failedOnDisk(context, operation, error)
  }
}

interface Goal {
  readonly to: PathKey
  readonly name: string
}

function* goalsOf({ store, copyName }: ApplyContext, operation: MoveLocal): Generator<Goal> {
  const { from, to, name, local, reason } = operation
  yield { to, name }
  const isFree = (path: PathKey): boolean => {
    const { remote, local: here, synced } = store.get(path)
    return path !== to && remote === undefined && here === undefined && synced === undefined
  }
  for (let attempt = 0; reason === 'conflict'; attempt++) {
    const next = copyName(local.name)(attempt)
    const path = joinPath(parentOf(from), keyOf(next))
    if (isFree(path)) yield { to: path, name: next }
  }
  const tried = new Set([to])
  while (reason === 'set-apart') {
    const next = apartName(local.name, parentOf(from), (path) => tried.has(path) || !isFree(path))
    const path = joinPath(parentOf(from), keyOf(next))
    tried.add(path)
    yield { to: path, name: next }
  }
}

async function moveTo(
  context: ApplyContext,
  operation: MoveLocal,
  source: Place,
  { to, name }: Goal,
): Promise<'done' | 'in-the-way'> {
  const { files, store, places, recorder, setbacks, flush, copyName, tell } = context
  const { from, local, reason } = operation
  const target = from === to ? beside(source.absolute, name) : places.of(to, name)?.absolute
  if (target === undefined) return 'done'
  const moved = await moveEntry(files, {
    root: source.root,
    from: source.absolute,
    to: target,
    expected: local,
    copyName: copyName(name),
    flush,
  })
  if (moved.result === 'in-the-way') return 'in-the-way'
  if (moved.result !== 'moved') {
    overtaken(context, operation, source.absolute)
    return 'done'
  }
  await recorder.record(() => {
    const was = spellerOf(store)(from)
    if (from !== to) {
      if (reason === 'set-apart') setApart(context, from, name)
      store.rebase('local', from, to)
      if (reason === 'set-apart' || reason === 'conflict') store.clear('synced', from)
      else {
        if (store.get(from).synced !== undefined) store.rebase('synced', from, to)
        followChoices(store, from, joinPath(spellerOf(store)(parentOf(to)), name))
      }
    }
    const before = store.get(to)
    const holdsIgnored = before.local?.kind === 'folder' && before.local.holdsIgnored
    store.setLocal(to, moved.entry.kind === 'folder' ? { ...moved.entry, holdsIgnored } : moved.entry)
    if (before.synced !== undefined) {
      const { inode, born } = moved.entry
      store.setSynced(to, { ...before.synced, name: name.normalize('NFC'), inode, born })
    }
    tell(toldAs[reason], spellerOf(store)(to), was)
  })
  context.moved(from)
  setbacks.succeeded(from)
  return 'done'
}

const toldAs = {
  moved: 'moved here',
  recased: 'moved here',
  conflict: 'conflict copy',
  'set-apart': 'set apart',
} as const satisfies Record<MoveLocal['reason'], string>

/** What is set apart was chosen by nobody yet: it is taken in under its new name, wherever that lies, and told. */
function setApart({ store, arrivals }: ApplyContext, from: PathKey, name: string): void {
  const display = spellerOf(store)(from)
  const now = besideIn(display, name)
  store.setSelection(adopting(store.selection(), [now]))
  arrivals.setApart(from, { path: display, now })
}

/**
 * Whether what a folder holds can be moved in its place. Not where its name changes by case alone: its new place is its old one. Nor where it
 * comes back from a rename that was left half done: the box has what it holds at the new place already.
 */
function mayBeSplit(
  { store }: ApplyContext,
  { from, to, linked = false }: MoveRemote,
  folder: RemoteEntry | undefined,
): folder is RemoteFolder {
  return (
    !linked &&
    folder?.kind === 'folder' &&
    folder.id !== '' &&
    from !== to &&
    store.get(from).synced !== undefined
  )
}

/** Whether another attempt, or what the delta tells, may clear it up. */
function isPassing({ reason }: Refusal): boolean {
  return reason === 'conflict' || reason === 'missing' || reason === 'interrupted'
}

/** Whether Dropbox tells two entries apart by their ids, which a move keeps. */
function isOther(before: RemoteEntry | undefined, now: RemoteEntry): boolean {
  return before !== undefined && before.id !== '' && now.id !== '' && before.id !== now.id
}

/** What a person chose about something goes with it. Rules that say so already are not written anew. */
function followChoices(store: Store, from: PathKey, to: string): void {
  const rules = store.selection()
  const followed = following(rules, from, to)
  if (followed !== rules) store.setSelection(followed)
}

function beside(absolute: string, name: string): string {
  return `${absolute.slice(0, absolute.lastIndexOf('/'))}/${name}`
}
