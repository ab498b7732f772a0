import { type DisplayPath, depthOf, type PathKey } from '../../core/path.ts'
import type { RemoteEntry, RemoteFile } from '../../core/tree.ts'
import { isExpected } from '../../local/version.ts'
import type { Refusal, UploadRequest } from '../../ports/cloud.ts'
import { isDiskError } from '../../ports/files.ts'
import type { BegunCommit } from '../commits-under-way.ts'
import type { Flight } from '../flights.ts'
import { foldersMade } from '../folders-being-made.ts'
import { type ApplyContext, lookAround, refused } from './context.ts'
import { copyInDropbox } from './copy-in-dropbox.ts'
import { putFoldersSynced, putSynced, putUploaded } from './put.ts'
import { type Sending, type SendingTold, type Upload, uploadRequest } from './upload-request.ts'

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
    context.commits.end(operation.path)
    if (flight.calledOff) context.hot.changed(operation.path)
    else refused(context, operation, refusal)
    flight.end()
    if (flight.calledOff || refusal.reason !== 'changed-while-read') return
    const ending = readAnew(context, operation)
    ending.catch(() => undefined)
    endings.push(ending)
  }
  try {
    const left = await copyInDropbox(context, sendings, { made, refused: turnedDown }, signal)
    await send(context, left, { made, refused: turnedDown }, signal)
  } finally {
    await Promise.all(endings)
  }
}

async function send(
  { cloud, store, commits }: ApplyContext,
  sendings: readonly Sending[],
  told: SendingTold,
  signal: AbortSignal,
): Promise<void> {
  if (sendings.length === 0) return
  const byRequest = new Map(sendings.map((sending) => [sending.request, sending]))
  const byPath = new Map(sendings.map((sending) => [sending.request.path, sending]))
  const progress = (path: string, bytes: number): void => byPath.get(path)?.flight.moved(bytes)
  // What is sent again, over another revision, is another request for the same path.
  const committing = (requests: readonly UploadRequest[]): void =>
    commits.begin(requests.flatMap(({ path }) => begunCommit(byPath.get(path))))
  for await (const [request, result] of cloud.upload([...byRequest.keys()], {
    signal,
    sessions: store.sessions,
    progress,
    committing,
  })) {
    const sending = byRequest.get(request)
    if (sending === undefined) continue
    if (result.ok) told.made(sending, result.value)
    else told.refused(sending, result.refusal)
  }
}

function begunCommit(sending: Sending | undefined): readonly BegunCommit[] {
  if (sending === undefined) return []
  const { operation, flight } = sending
  const { path, local } = operation
  // Dropbox keeps whole seconds (dropbox-api-spec, CommitInfo.client_modified).
  return [{ path, local, making: flight.making, modified: Math.floor(local.modified / 1000) * 1000 }]
}

/**
 * Writes down that Dropbox has a file. A copy of what changed meanwhile has another content than the file here, and is what both sides agreed on:
 * so the next plan sends the file as a new content of it.
 */
async function uploaded(
  { store, places, recorder, setbacks, tell, attention, hot, commits, isRemoteWhole }: ApplyContext,
  { path, display, local, over }: Upload,
  flight: Flight,
  remote: RemoteFile,
): Promise<void> {
  await recorder.record(() => {
    const known = store.get(path).remote
    // What is in Dropbox at the end of the listing, that and the delta after it tell: somebody may move this away before its page.
    if (!flight.remoteMoved && !isRemoteWhole()) return tell('uploaded', display)
    if (flight.remoteMoved && !isSince(known, remote, over)) return
    const told = (folder: PathKey): void => tell('made in Dropbox', spelledAs(display, folder))
    const had = foldersMade(flight.making, path, places)
    if (flight.remoteMoved) {
      putFoldersSynced(store, path, had).forEach(told)
      putSynced(store, path, remote, local)
    } else putUploaded(store, path, remote, local, had).forEach(told)
    if (remote.hash === local.hash) tell('uploaded', display)
  })
  commits.end(path)
  if (flight.remoteMoved) attention.remote()
  if (remote.hash !== local.hash) attention.again()
  hot.wentUp(path, flight.fromCopy)
  flight.end()
  setbacks.succeeded(path)
}

/**
 * Sees to it that a file is read anew whose content is not what the Local tree has of it, though it looks the same: a disk has garbled it, or a program
 * wrote to it in a way that leaves no trace. Without this, it would be refused for ever.
 */
async function readAnew(context: ApplyContext, { path, local }: Upload): Promise<void> {
  const { store, places, files, hot } = context
  const absolute = places.of(path)?.absolute
  if (absolute === undefined) return
  try {
    if (!isExpected(await files.lstat(absolute), local)) return
  } catch (error) {
    if (isDiskError(error)) return
    throw error
  }
  // A disk that gives another content each time is not to be asked all the time.
  hot.changed(path)
  const { local: known } = store.get(path)
  if (known?.kind !== 'file' || known.hash !== local.hash || known.changed !== local.changed) return
  if (known.changed !== -1) store.setLocal(path, { ...known, changed: -1 })
  lookAround(context, absolute)
}

/** A folder above a path, as it is spelled there. */
function spelledAs(display: DisplayPath, folder: PathKey): DisplayPath {
  return display
    .split('/')
    .slice(0, depthOf(folder) + 1)
    .join('/')
}

/**
 * Whether what a delta told of a path while a file was sent there is that very commit, or came after it: a revision of the same file, and not
 * the one that was replaced. If so, the Remote tree knows best, and both sides agreed on what was sent. What is neither, the next delta clears up.
 */
function isSince(known: RemoteEntry | undefined, committed: RemoteFile, over: string | undefined): boolean {
  return known?.kind === 'file' && known.id === committed.id && known.rev !== over
}
