import { ContentError, readWhole } from '../../../../../runtime/cloud/upload/content.ts'
import { each } from '../../../../../runtime/cloud/upload/each.ts'
import type { RemoteFile } from '../../../../../runtime/core/tree.ts'
import type { ItemResult, UploadRequest } from '../../../../../runtime/ports/cloud.ts'
import { append, startSessions } from '../../account/session.ts'
import { within } from '../../chance.ts'
import { refused } from '../results.ts'
import { commitBytes, resolved } from './commit.ts'
import { surviving } from './source.ts'
import type { UploadRun } from './upload.ts'

/** Up to so many files are sent one by one, each committed by the request that brings it. */
const fewFiles = 2
const packsAtOnce = 3
const readsAtOnce = 8

/** Sends small files: few by themselves, many through sessions that are filled and committed together. */
export async function uploadSmall(run: UploadRun, requests: readonly UploadRequest[]): Promise<void> {
  if (requests.length <= fewFiles) {
    for (const request of requests) run.settle(request, await uploadPlainly(run, request))
    return
  }
  const { wire, signal } = run
  const { value: sessions } = await wire.call('start-sessions', signal, () =>
    startSessions(wire.account, requests.length),
  )
  const seats = requests.map((request, index) => ({ request, session: sessions[index] ?? '' }))
  const packs: (typeof seats)[] = []
  while (seats.length > 0)
    packs.push(seats.splice(0, within(wire.random, wire.misbehaviour().itemsPerRequest)))
  await each(packs, packsAtOnce, (pack) => sendPack(run, pack))
}

interface Seat {
  readonly request: UploadRequest
  readonly session: string
}

async function sendPack(run: UploadRun, pack: readonly Seat[]): Promise<void> {
  const { wire, signal, committer, progress } = run
  const contents = new Map<Seat, Uint8Array>()
  await each(pack, readsAtOnce, async (seat) => {
    signal.throwIfAborted()
    const read = await readOrRefusal(run, seat.request)
    if (read instanceof Uint8Array) contents.set(seat, read)
    else run.settle(seat.request, read)
  })
  // In the order of the pack, whichever was read first.
  const loaded = pack.flatMap((seat) => {
    const bytes = contents.get(seat)
    return bytes === undefined ? [] : [{ ...seat, bytes }]
  })
  if (loaded.length === 0) return
  const { value: arrived } = await wire.call('append', signal, () =>
    loaded.map(({ session, bytes }) => append(wire.account, session, { offset: 0, bytes, close: true })),
  )
  for (const [index, { request, session, bytes }] of loaded.entries()) {
    if (arrived[index]) {
      if (bytes.byteLength > 0) progress?.(request.path, bytes.byteLength)
      committer.add({ request, session, again: () => uploadPlainly(run, request) })
    } else run.settle(request, await uploadPlainly(run, request))
  }
}

/** Sends one file in one request, which commits it too. */
async function uploadPlainly(run: UploadRun, request: UploadRequest): Promise<ItemResult<RemoteFile>> {
  const { wire, signal, progress, committing } = run
  if (signal.aborted) signal.throwIfAborted()
  const bytes = await readOrRefusal(run, request)
  if (!(bytes instanceof Uint8Array)) return bytes
  committing([request])
  const { value } = await wire.exclusively(signal, () =>
    wire.call('upload', signal, (): ItemResult<RemoteFile> => {
      const refusal = wire.refusal('upload')
      return refusal === undefined ? commitBytes(wire, request, bytes) : refused(refusal)
    }),
  )
  if (bytes.byteLength > 0) progress?.(request.path, bytes.byteLength)
  return resolved(wire, request, value, signal)
}

async function readOrRefusal(
  { wire }: UploadRun,
  request: UploadRequest,
): Promise<Uint8Array | { readonly ok: false; readonly refusal: ContentError['refusal'] }> {
  try {
    return await readWhole(surviving(wire, request))
  } catch (error) {
    if (error instanceof ContentError) return refused(error.refusal)
    throw error
  }
}
