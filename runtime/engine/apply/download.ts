import { eitherSignal } from '../../core/either-signal.ts'
import type { Operation } from '../../core/plan/operation.ts'
import type { LocalEntry, LocalFile } from '../../core/tree.ts'
import { hasRoomFor } from '../../local/staging/room.ts'
import { type StagedFile, stageFor } from '../../local/staging/stage.ts'
import type { SharedParent } from '../../local/swap/parent.ts'
import { placeFile } from '../../local/swap/place-file.ts'
import type { Flight } from '../flights.ts'
import type { Place } from '../places.ts'
import {
  type ApplyContext,
  failedOnDisk,
  isOnlyHere,
  lookAround,
  mayWrite,
  overtaken,
  refused,
} from './context.ts'
import { stageFromHere } from './copy-here.ts'
import { putDownloaded } from './put.ts'
import type { LocalSource } from './sources.ts'

export type Download = Extract<Operation, { kind: 'download' }>

/** A file that stands in its place, and is to be recorded. */
export interface PlacedDownload {
  readonly operation: Download
  readonly absolute: string
  readonly entry: LocalFile
}

/**
 * Fetches one file: staged and verified beside the trash of its root, then put in place if the box is still as planned. With `atHand`, its content
 * as it came with others or a file on the box that has it, only the fetching is left out.
 */
export async function downloadOne(
  context: ApplyContext,
  operation: Download,
  flight: Flight,
  signal: AbortSignal,
  atHand?: Uint8Array | LocalSource,
): Promise<void> {
  const { cloud, files, places, setbacks, clock, recorder } = context
  const { path, remote } = operation
  const place = places.of(path, remote.name)
  if (place === undefined || flight.calledOff || signal.aborted) return
  if (!(await mayWrite(context, place.root))) return
  try {
    const stage = await stageFor(files, place.root, remote)
    try {
      if (!(await hasRoomFor(files, place.root, remote.size - stage.offset))) {
        return setbacks.note(operation, { reason: 'disk-full' }, clock.monotonic())
      }
      let staged: StagedFile | undefined
      if (atHand instanceof Uint8Array) {
        await stage.write(atHand.subarray(stage.offset))
        flight.moved(remote.size - stage.offset)
      } else if (atHand !== undefined) {
        const copied = await stageFromHere(files, stage, atHand, (bytes) => {
          flight.moved(bytes)
          return !flight.calledOff && !signal.aborted
        })
        if (copied === 'stopped') return
        if (copied === undefined) return await downloadOne(context, operation, flight, signal)
        staged = copied
      } else if (stage.offset < remote.size) {
        const request = { path: operation.display, file: remote, offset: stage.offset }
        const either = eitherSignal(signal, flight.signal)
        try {
          const fetched = await cloud.download(request, (chunk) => stage.write(chunk), {
            signal: either.signal,
            progress: (_, bytes) => flight.moved(bytes),
          })
          if (!fetched.ok) return flight.calledOff ? undefined : refused(context, operation, fetched.refusal)
        } finally {
          either.leave()
        }
      }
      staged ??= await stage.finish()
      const placed = await putInPlace(context, operation, flight, place, staged)
      if (placed === undefined) return
      await recorder.record(() => writeDown(context, placed))
      setbacks.succeeded(path)
    } finally {
      await stage.close()
    }
  } catch (error) {
    if (flight.calledOff) return
    failedOnDisk(context, operation, error)
  }
}

/**
 * Puts a staged file in its place, if the box is still as planned; `folder` is the open one that it goes into, where several do. Undefined when it
 * is not, which is told. Throws DiskError.
 */
export async function putInPlace(
  context: ApplyContext,
  operation: Download,
  flight: Flight,
  { root, absolute }: Place,
  staged: StagedFile,
  folder?: SharedParent,
): Promise<PlacedDownload | undefined> {
  const { files, places, trashOf, copyName, flush, clock, kept, landings } = context
  const { path, remote, over } = operation
  if (flight.calledOff || places.of(path, remote.name)?.absolute !== absolute) return undefined
  if (!(await mayWrite(context, root))) return undefined
  landings.begin(path)
  const placed = await placeFile(files, {
    root,
    target: absolute,
    staged,
    expected: over,
    modified: remote.modified,
    trash: trashOf(root, over !== undefined && isOnlyHere(context, path) ? 'given-up' : 'replaced'),
    copyName: copyName(remote.name),
    now: clock.now,
    flush,
    ...(folder === undefined ? {} : { folder }),
  }).catch((error: unknown) => {
    landings.end(path)
    throw error
  })
  if (placed.result !== 'placed') {
    landings.end(path)
    overtaken(context, operation, absolute)
    return undefined
  }
  if (placed.kept !== undefined) kept(root, placed.kept)
  return { operation, absolute, entry: placed.entry }
}

/** Writes a file that was placed into the store; to be recorded. */
export function writeDown(context: ApplyContext, { operation, absolute, entry }: PlacedDownload): void {
  const { store, places, tell, landings } = context
  const { path, display, remote, over } = operation
  if (landings.end(path)) lookAround(context, absolute)
  // Its folder may be another one by now (a link was exchanged): what is not there must not look deleted there.
  if (places.of(path, remote.name)?.absolute !== absolute) return
  const { local: seen } = store.get(path)
  // What a look since has found here instead, nothing else tells of any more.
  if (seen?.inode !== over?.inode && !isSame(seen, entry)) lookAround(context, absolute)
  putDownloaded(store, path, remote, entry)
  context.placed(path)
  tell('downloaded', display)
}

function isSame(seen: LocalEntry | undefined, { inode, size, modified }: LocalFile): boolean {
  return seen?.kind === 'file' && seen.inode === inode && seen.size === size && seen.modified === modified
}
