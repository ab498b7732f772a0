import { hasRoomFor } from '../../local/staging/room.ts'
import type { StagedFile } from '../../local/staging/stage.ts'
import { stageWhole } from '../../local/staging/stage-whole.ts'
import { openSharedParent } from '../../local/swap/parent.ts'
import { isDiskError } from '../../ports/files.ts'
import type { Place } from '../places.ts'
import type { ArrivedFile, BegunDownload } from './begun-download.ts'
import { type ApplyContext, failedOnDisk, mayWrite, overtaken } from './context.ts'
import { downloadOne, type PlacedDownload, putInPlace, writeDown } from './download.ts'

/** One that is verified and flushed, and waits to be put in its place. */
interface Waiting {
  readonly begun: BegunDownload
  readonly place: Place
  readonly staged: StagedFile
}

/**
 * Puts files of one folder in their places together: the folder is opened and flushed once, and one transaction records them all. For the rest each
 * goes its own way: what becomes of one, another does not feel. `record` is given what is to be recorded when they stand in their places, if it comes
 * to that, as `Recorder.record`. Throws StoreError.
 */
export async function landTogether(
  context: ApplyContext,
  arrived: readonly ArrivedFile[],
  signal: AbortSignal,
  record: (work: () => void) => Promise<void>,
): Promise<void> {
  const { places, setbacks } = context
  const first = arrived[0]?.begun
  const root = first && places.rootOf(first.path)?.target
  if (root === undefined || signal.aborted || !(await mayWrite(context, root))) return
  const wanted = arrived.filter(({ begun }) => !begun.flight.calledOff)
  if (!(await haveRoom(context, root, wanted))) {
    for (const { begun, content } of wanted)
      await downloadOne(context, begun.operation, begun.flight, signal, content)
    return
  }
  const placed = await placeAll(context, root, await stageAll(context, root, wanted))
  if (placed.length === 0) return
  try {
    await record(() => {
      for (const one of placed) writeDown(context, one)
    })
    for (const { operation } of placed) setbacks.succeeded(operation.path)
  } catch (error) {
    for (const { operation } of placed) failedOnDisk(context, operation, error)
  }
}

/** Whether all have room; a disk that does not say tells each by itself. */
async function haveRoom(
  { files }: ApplyContext,
  root: string,
  arrived: readonly ArrivedFile[],
): Promise<boolean> {
  try {
    return await hasRoomFor(
      files,
      root,
      arrived.reduce((sum, { content }) => sum + content.byteLength, 0),
    )
  } catch (error) {
    if (!isDiskError(error)) throw error
    return false
  }
}

async function stageAll(
  context: ApplyContext,
  root: string,
  arrived: readonly ArrivedFile[],
): Promise<readonly Waiting[]> {
  const placeable = arrived.flatMap(({ begun, content }) => {
    const place = context.places.of(begun.path, begun.remote.name)
    return place?.root === root ? [{ begun, place, content, wanted: begun.remote }] : []
  })
  const stages = await stageWhole(context, root, placeable)
  return placeable.flatMap(({ begun, place }, index) => {
    const { operation, flight } = begun
    const staged = stages[index]
    if (staged === undefined) return []
    if (isDiskError(staged)) {
      if (!flight.calledOff) failedOnDisk(context, operation, staged)
      return []
    }
    flight.moved(operation.remote.size)
    return [{ begun, place, staged }]
  })
}

async function placeAll(
  context: ApplyContext,
  root: string,
  waiting: readonly Waiting[],
): Promise<readonly PlacedDownload[]> {
  const target = waiting[0]?.place.absolute
  if (target === undefined) return []
  const placed: PlacedDownload[] = []
  let left: readonly PlacedDownload[] = placed
  try {
    await using folder = await openSharedParent(context.files, root, target)
    for (const { begun, place, staged } of waiting) {
      const { operation, flight } = begun
      try {
        if (folder === undefined) overtaken(context, operation, place.absolute)
        else placed.push(...listed(await putInPlace(context, operation, flight, place, staged, folder)))
      } catch (error) {
        if (!flight.calledOff) failedOnDisk(context, operation, error)
      }
    }
    // What a person moved away with its folder is not at its place; written down, it would look deleted there.
    if (placed.length > 0 && !(await folder?.stands())) {
      for (const { operation, absolute } of placed) {
        context.landings.end(operation.path)
        overtaken(context, operation, absolute)
      }
      left = []
    }
  } catch (error) {
    // The root itself: what was put in its place before counts, and is recorded.
    const isPlaced = new Set(placed.map(({ operation }) => operation))
    for (const { begun } of waiting)
      if (!isPlaced.has(begun.operation)) failedOnDisk(context, begun.operation, error)
  }
  return left
}

function listed<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value]
}
