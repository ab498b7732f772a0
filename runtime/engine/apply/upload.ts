import type { Operation } from '../../core/plan/operation.ts'
import { longestUnwritten } from '../../core/safety/power-cut.ts'
import type { RemoteEntry, RemoteFile } from '../../core/tree.ts'
import { openCopy } from '../../local/upload/open-copy.ts'
import { openForUpload } from '../../local/upload/open-for-upload.ts'
import type { Refusal, UploadRequest, UploadSource } from '../../ports/cloud.ts'
import { DiskError, isDiskError } from '../../ports/files.ts'
import type { Flight } from '../flights.ts'
import type { Place } from '../places.ts'
import { type ApplyContext, mayWrite, refused } from './context.ts'
import { copyInDropbox, type Sending } from './copy-in-dropbox.ts'
import { putSynced } from './put.ts'

export type Upload = Extract<Operation, { kind: 'upload' }>

/** What Dropbox needs to know of a file on the box. A file whose flight was called off is not opened any more. */
export function uploadRequest(
  context: ApplyContext,
  operation: Upload,
  flight: Flight,
): UploadRequest | undefined {
  const { places, hot } = context
  const { path, display, local, over } = operation
  const place = places.of(path)
  if (place === undefined) return undefined
  return {
    path: display,
    size: local.size,
    hash: local.hash,
    modified: local.modified,
    over,
    open: async () => {
      if (flight.calledOff) throw new DiskError('changed-while-read', place.absolute)
      const source = await openSource(context, operation, flight, place)
      return {
        ...source,
        async unchanged() {
          if (flight.calledOff || !(await mayWrite(context, place.root))) return false
          const isSame = await source.unchanged()
          if (!isSame) hot.changed(path)
          return isSame
        },
      }
    },
  }
}

/** Opens the file, or a copy of one that changes faster than it can be sent, as far as a copy can be made. */
async function openSource(
  { files, clock, flush, hot }: ApplyContext,
  { path, local }: Upload,
  flight: Flight,
  { absolute, root }: Place,
): Promise<UploadSource> {
  if (hot.needsCopy(path)) {
    try {
      const source = await openCopy(files, absolute, local, root)
      flight.copied()
      return source
    } catch (error) {
      if (isDiskError(error, 'changed-while-read')) hot.changed(path)
      if (!isDiskError(error) || isDiskError(error, 'changed-while-read')) throw error
    }
  }
  try {
    return await openForUpload(files, absolute, local, root, {
      writtenBefore: clock.now() - longestUnwritten,
      flush,
    })
  } catch (error) {
    if (isDiskError(error, 'changed-while-read')) hot.overtaken(path)
    throw error
  }
}

/** Brings files to Dropbox, by copies there where it has their content already, and settles each as soon as Dropbox has it. */
export async function uploadAll(
  context: ApplyContext,
  flights: readonly (readonly [Upload, Flight])[],
  signal: AbortSignal,
): Promise<void> {
  const sendings = flights.flatMap(([operation, flight]): Sending[] => {
    const request = uploadRequest(context, operation, flight)
    if (request === undefined) flight.end()
    return request === undefined ? [] : [{ operation, flight, request }]
  })
  const endings: Promise<void>[] = []
  const made = ({ operation, flight }: Sending, remote: RemoteFile): void => {
    const ending = uploaded(context, operation, flight, remote)
    // What it may be rejected with is met below, when the other uploads have ended too; until then nobody else waits for it.
    ending.catch(() => undefined)
    endings.push(ending)
  }
  const turnedDown = ({ operation, flight }: Sending, refusal: Refusal): void => {
    if (flight.calledOff) context.hot.changed(operation.path)
    else refused(context, operation, refusal)
    flight.end()
  }
  try {
    const left = await copyInDropbox(context, sendings, { made, refused: turnedDown }, signal)
    await send(context, left, { made, refused: turnedDown }, signal)
  } finally {
    await Promise.all(endings)
  }
}

async function send(
  { cloud, store }: ApplyContext,
  sendings: readonly Sending[],
  told: {
    readonly made: (sending: Sending, file: RemoteFile) => void
    readonly refused: (sending: Sending, refusal: Refusal) => void
  },
  signal: AbortSignal,
): Promise<void> {
  if (sendings.length === 0) return
  const byRequest = new Map(sendings.map((sending) => [sending.request, sending]))
  const byPath = new Map(sendings.map(({ request, flight }) => [request.path, flight]))
  const progress = (path: string, bytes: number): void => byPath.get(path)?.moved(bytes)
  for await (const [request, result] of cloud.upload([...byRequest.keys()], {
    signal,
    sessions: store.sessions,
    progress,
  })) {
    const sending = byRequest.get(request)
    if (sending === undefined) continue
    if (result.ok) told.made(sending, result.value)
    else told.refused(sending, result.refusal)
  }
}

/**
 * Writes down that Dropbox has a file. A copy of what changed meanwhile has another content than the file here, and is what both sides agreed on:
 * so the next plan sends the file as a new content of it.
 */
async function uploaded(
  { store, recorder, setbacks, tell, attention, hot, isRemoteWhole }: ApplyContext,
  { path, display, local, over }: Upload,
  flight: Flight,
  remote: RemoteFile,
): Promise<void> {
  await recorder.record(() => {
    const known = store.get(path).remote
    // What is in Dropbox at the end of the listing, that and the delta after it tell: somebody may move this away before its page.
    if (!flight.remoteMoved && !isRemoteWhole()) return tell('uploaded', display)
    if (!flight.remoteMoved) store.setRemote(path, remote)
    else if (!isSince(known, remote, over)) return
    putSynced(store, path, remote, local)
    if (remote.hash === local.hash) tell('uploaded', display)
  })
  if (flight.remoteMoved) attention.remote()
  if (remote.hash !== local.hash) attention.again()
  hot.wentUp(path, flight.fromCopy)
  flight.end()
  setbacks.succeeded(path)
}

/**
 * Whether what a delta told of a path while a file was sent there is that very commit, or came after it: a revision of the same file, and not
 * the one that was replaced. If so, the Remote tree knows best, and both sides agreed on what was sent. What is neither, the next delta clears up.
 */
function isSince(known: RemoteEntry | undefined, committed: RemoteFile, over: string | undefined): boolean {
  return known?.kind === 'file' && known.id === committed.id && known.rev !== over
}
