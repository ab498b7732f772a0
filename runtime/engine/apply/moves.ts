import { following } from '../../core/choice.ts'
import { joinPath, nameOf, type PathKey, parentOf } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import { moveEntry } from '../../local/swap/move-entry.ts'
import type { Store } from '../../ports/store.ts'
import { type ApplyContext, failedOnDisk, overtaken, refused } from './context.ts'

type MoveRemote = Extract<Operation, { kind: 'move-remote' }>
type MoveLocal = Extract<Operation, { kind: 'move-local' }>

/** Moves one item in Dropbox, and Synced with it; what a moved folder holds in Dropbox is read from the delta. */
export async function moveRemote(
  context: ApplyContext,
  operation: MoveRemote,
  signal: AbortSignal,
): Promise<void> {
  const { cloud, store, recorder, setbacks, attention, movedFolders, tell } = context
  const { from, to, fromDisplay, toDisplay } = operation
  const result = await cloud.move(fromDisplay, toDisplay, signal)
  if (!result.ok) return refused(context, operation, result.refusal)
  await recorder.record(() => {
    if (from !== to) {
      store.setRemote(from, undefined)
      if (result.value.kind === 'folder') movedFolders.moved(from, to)
      if (store.get(from).synced !== undefined) store.rebase('synced', from, to)
      followChoices(store, from, toDisplay)
    }
    store.setRemote(to, result.value)
    const { synced } = store.get(to)
    if (synced !== undefined) store.setSynced(to, { ...synced, name: nameOf(toDisplay) })
    tell('moved in Dropbox', toDisplay, fromDisplay)
  })
  setbacks.succeeded(from)
  attention.remote()
}

/** Moves one item on the box, and Local and Synced with it; a conflict copy leaves its synced state behind, being a new item. */
export async function moveLocal(context: ApplyContext, operation: MoveLocal): Promise<void> {
  const { files, store, places, recorder, setbacks, flush, copyName, tell } = context
  const { from, to, name, local, reason } = operation
  const source = places.of(from)
  const target =
    from === to && source !== undefined ? beside(source.absolute, name) : places.of(to, name)?.absolute
  if (source === undefined || target === undefined) return
  const { root } = source
  try {
    const moved = await moveEntry(files, {
      root,
      from: source.absolute,
      to: target,
      expected: local,
      copyName: copyName(name),
      flush,
    })
    if (moved.result !== 'moved') return overtaken(context, operation, source.absolute)
    await recorder.record(() => {
      if (from !== to) {
        store.rebase('local', from, to)
        if (reason === 'conflict') store.clear('synced', from)
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
      tell(reason === 'conflict' ? 'conflict copy' : 'moved here', to, from)
    })
    setbacks.succeeded(from)
  } catch (error) {
    failedOnDisk(context, operation, error)
  }
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
