import type { Operation } from '../../core/plan/operation.ts'
import { hasRoomFor } from '../../local/staging/room.ts'
import { type StagedFile, stageFor } from '../../local/staging/stage.ts'
import { placeFile } from '../../local/swap/place-file.ts'
import type { Flight } from '../flights.ts'
import { type ApplyContext, failedOnDisk, isOnlyHere, mayWrite, overtaken, refused } from './context.ts'
import { stageFromHere } from './copy-here.ts'
import { putLocal, putSynced } from './put.ts'
import type { LocalSource } from './sources.ts'

export type Download = Extract<Operation, { kind: 'download' }>

/**
 * Fetches one file: staged and verified beside the trash of its root, then put in place if the box is still as planned. With `atHand`, its content
 * as it came with others or a file on the box that has it, only the fetching is left out. `inPlace` is called when it stands in its place, if it
 * comes to that, and is only to be recorded.
 */
export async function downloadOne(
  context: ApplyContext,
  operation: Download,
  flight: Flight,
  signal: AbortSignal,
  atHand?: Uint8Array | LocalSource,
  inPlace: () => void = () => undefined,
): Promise<void> {
  const { cloud, files, places, setbacks, clock } = context
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
        const fetched = await cloud.download(
          { path: operation.display, file: remote, offset: stage.offset },
          (chunk) => stage.write(chunk),
          { signal: AbortSignal.any([signal, flight.signal]), progress: (_, bytes) => flight.moved(bytes) },
        )
        if (!fetched.ok) return flight.calledOff ? undefined : refused(context, operation, fetched.refusal)
      }
      staged ??= await stage.finish()
      if (flight.calledOff || places.of(path, remote.name)?.absolute !== place.absolute) return
      if (!(await mayWrite(context, place.root))) return
      await putInPlace(context, operation, place, staged, inPlace)
    } finally {
      await stage.close()
    }
  } catch (error) {
    if (flight.calledOff) return
    failedOnDisk(context, operation, error)
  }
}

async function putInPlace(
  context: ApplyContext,
  operation: Download,
  { root, absolute }: { readonly root: string; readonly absolute: string },
  staged: Parameters<typeof placeFile>[1]['staged'],
  inPlace: () => void,
): Promise<void> {
  const { files, store, recorder, setbacks, trashOf, copyName, flush, clock, tell, kept } = context
  const { path, display, remote, over } = operation
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
  })
  if (placed.result !== 'placed') return overtaken(context, operation, absolute)
  inPlace()
  if (placed.kept !== undefined) kept(root, placed.kept)
  await recorder.record(() => {
    // Its folder may be another one by now (a link was exchanged): what is not there must not look deleted there.
    if (context.places.of(path, remote.name)?.absolute !== absolute) return
    putLocal(store, path, placed.entry)
    context.placed(path)
    putSynced(store, path, remote, placed.entry)
    tell('downloaded', display)
  })
  setbacks.succeeded(path)
}
