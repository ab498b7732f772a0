import { excluding, including } from '../../../runtime/core/choice.ts'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { ignoreFileName } from '../../../runtime/core/ignore/ignore-rules.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import { type DiskErrorCode, isDiskError } from '../../../runtime/ports/files.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { folder, type WorldBox } from './box.ts'
import type { WorldEvent } from './events.ts'
import type { Oracle } from './oracle.ts'
import { actAtBox, actInDropbox } from './people.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { linkWorkspace, returnWorkspaces, takeWorkspaces } from './workspaces.ts'

const decoder = new TextDecoder()

/** Lets an event happen. */
export function perform(
  event: WorldEvent,
  {
    boxes,
    dropbox,
    oracle,
    clock,
  }: {
    readonly boxes: readonly WorldBox[]
    readonly dropbox: SimulatedDropbox
    readonly oracle: Oracle
    readonly clock: VirtualClock
  },
): void {
  const box = 'box' in event && event.box !== undefined ? boxes[event.box] : undefined
  switch (event.do) {
    case 'cursor-reset':
      dropbox.resetCursors()
      return
    case 'clock':
      clock.skew(event.by)
      return
    case 'write':
    case 'careless-write':
    case 'append':
    case 'save-by-rename':
    case 'delete':
    case 'folder':
    case 'move':
    case 'copy':
      if (box === undefined) actInDropbox(event, dropbox, oracle)
      else actAtBox(event, box.disk, oracle)
      return
    case 'write-many':
      if (box !== undefined) actAtBox(event, box.disk, oracle)
      return
    case 'ignore':
      if (box !== undefined) setIgnoreFile(event.box, event.line, box, oracle)
      return
    case 'link':
      if (box !== undefined) unlessRefused(() => linkWorkspace(box.disk, event.path, event.workspace))
      return
    case 'workspaces-gone':
      if (box !== undefined) unlessRefused(() => takeWorkspaces(box.disk))
      return
    case 'workspaces-back':
      if (box !== undefined) unlessRefused(() => returnWorkspaces(box.disk))
      return
    case 'select':
      box?.select((event.include ? including : excluding)(box.store.selection(), event.path))
      return
    case 'approve':
      box?.engine?.approve().catch(() => undefined)
      return
    case 'pause':
      box?.pause(event.duration)
      return
    case 'resume':
      box?.resume()
      return
    case 'forget-sessions':
      dropbox.forgetSessions()
      return
    case 'watch':
      box?.hear(event.hearing, clock.monotonic() + event.duration)
      return
    case 'read-only':
    case 'writable':
      box?.setReadOnly(event.do === 'read-only')
      return
    case 'unlinked':
    case 'linked':
      box?.setLinked(event.do === 'linked')
      return
    case 'suspend':
      box?.clock.suspend(event.duration)
      return
    case 'box-clock':
      box?.clock.set(event.by)
      return
    case 'kill':
      box?.kill()
      return
    case 'power-loss':
      if (box !== undefined) cutPower(box, dropbox, oracle)
      return
    case 'start':
      box?.start()
      return
    case 'stop':
      box?.stop()
      return
    case 'finish':
      box?.finish(event.duration)
      return
    case 'offline':
      box?.offline(event.duration)
      return
    case 'disk-full':
      box?.setRoom(0)
      return
    case 'disk-room':
      box?.setRoom(1 << 30)
      return
    case 'disk-fault':
      box?.failDisk(event.call, event.code as DiskErrorCode, event.count)
      return
    case 'watch-lost':
      box?.loseHints(clock.monotonic() + event.duration)
      return
    default:
      event satisfies never
  }
}

/** A person writes one line into the ignore file, or deletes it. */
function setIgnoreFile(index: number, line: string | undefined, { disk }: WorldBox, oracle: Oracle): void {
  const path = `/${ignoreFileName}`
  if (line === undefined) actAtBox({ do: 'delete', box: index, path }, disk, oracle)
  else actAtBox({ do: 'save-by-rename', box: index, path, content: `${line}\n` }, disk, oracle)
}

/** A disk that is full or takes nothing any more refuses people too. */
function unlessRefused(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!isDiskError(error, 'no-space', 'read-only')) throw error
  }
}

/** How many files of the Dropbox folder Dropbox takes for this one. */
function spellingsOf({ disk }: WorldBox, key: string): number {
  return Object.keys(disk.hands.tree(folder)).filter((path) => keyOf(`/${path}`) === key).length
}

/**
 * Cuts the power of a box, and tells the oracle what that took: what was written without a flush and is nowhere in Dropbox is lost by nobody's
 * fault; what Dropbox holds and the box has lost or garbled must stay in Dropbox.
 */
function cutPower(box: WorldBox, dropbox: SimulatedDropbox, oracle: Oracle): void {
  const decode = (bytes: Uint8Array): string => decoder.decode(bytes)
  const live = new Map(
    dropbox.tree().map(({ key, content }) => [key, content === undefined ? undefined : decode(content)]),
  )
  const kept = new Set(dropbox.revisions().map(({ content }) => decode(content)))
  for (const { path, before, after } of box.losePower()) {
    if (path.includes('/.dropbox.cache/') || before === undefined) continue
    const text = decode(before)
    if (!kept.has(text)) oracle.replaced(text)
    // What lies in a linked workspace is in Dropbox under another path.
    if (!path.startsWith(`${folder}/`)) continue
    const key = keyOf(path.slice(folder.length))
    // Of two spellings of one name, the other may be what people replaced there meanwhile, and the cut left alone.
    if (spellingsOf(box, key) > 1) continue
    const there = live.get(key)
    const { synced } = box.store.get(key)
    if (there === undefined || synced?.kind !== 'file') continue
    if (contentHashOf(new TextEncoder().encode(there)) !== synced.hash) continue
    const blank = after !== undefined && (after.at(-1) ?? 0) === 0
    if (text === there ? oracle.timesReplaced(there) === 0 : blank && oracle.timesReplaced(there) === 1)
      oracle.endangered(there, box.disk, path)
  }
}
