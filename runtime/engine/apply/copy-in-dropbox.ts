import PQueue from 'p-queue'
import type { Refusal, UploadRequest } from '../../ports/cloud.ts'
import { isDiskError } from '../../ports/files.ts'
import type { ApplyContext } from './context.ts'
import { remoteSources } from './sources.ts'
import type { Sending, SendingTold } from './upload-request.ts'

/** A file that can be made in Dropbox of one that is there; `from` is that one's id. */
interface Copying extends Sending {
  readonly from: string
}

/** Files that are copied with one asking (dropbox-api-spec, copy_batch_v2). */
const copiesAtOnce = 1000
const opensAtOnce = 8

/**
 * Makes the files of whose content Dropbox has another file, as far as is known, without sending it; `made` is told of each that was made,
 * whatever it holds, and `refused` of each that cannot be there. Gives those that are to be sent. A copy has the client_modified of its source
 * and not the time that the file has here: Dropbox sets it with content alone.
 *
 * Only where nothing is to be replaced: a copy overwrites nothing. The file here is looked at as before any upload, and flushed, but not read: what
 * the Local tree says of its content is what both sides would be found to agree on. Throws CloudError.
 */
export async function copyInDropbox(
  context: ApplyContext,
  sendings: readonly Sending[],
  told: SendingTold,
  signal: AbortSignal,
): Promise<readonly Sending[]> {
  const copyings = withSources(context, sendings)
  const settled = new Set<UploadRequest>()
  const readyFrom = (at: number): Promise<readonly Copying[]> =>
    readyOf(copyings.slice(at, at + copiesAtOnce), (sending) => {
      settled.add(sending.request)
      told.refused(sending, { reason: 'changed-while-read' })
    })
  const copy = async (ready: readonly Copying[]): Promise<void> => {
    if (ready.length === 0) return
    context.commits.begin(
      ready.map(({ operation: { path, local }, flight: { making } }) => ({
        ...{ path, local, making, modified: undefined },
      })),
    )
    const results = await context.cloud.copyFiles(
      ready.map(({ from, request: { path, hash, size } }) => ({ from, path, hash, size })),
      signal,
    )
    for (const [index, sending] of ready.entries()) {
      const result = results[index]
      if (result === undefined || (!result.ok && !isFinal(result.refusal))) continue
      settled.add(sending.request)
      if (result.ok) told.made(sending, result.value)
      else told.refused(sending, result.refusal)
    }
  }

  let ready = await readyFrom(0)
  for (let at = copiesAtOnce; ready.length > 0 || at < copyings.length; at += copiesAtOnce) {
    // The next ones are flushed while these are copied.
    const [copied, next] = await Promise.allSettled([copy(ready), readyFrom(at)])
    if (copied.status === 'rejected') throw copied.reason
    if (next.status === 'rejected') throw next.reason
    ready = next.value
  }
  return sendings.filter(({ request }) => !settled.has(request))
}

function withSources(context: ApplyContext, sendings: readonly Sending[]): Copying[] {
  // While Dropbox is listed anew nobody knows what it holds.
  if (!context.isRemoteWhole()) return []
  const sourceOf = remoteSources(context)
  return sendings.flatMap((sending) => {
    const { operation, request } = sending
    if (operation.over !== undefined || context.hot.needsCopy(operation.path)) return []
    const from = sourceOf(request)
    return from === undefined ? [] : [{ ...sending, from }]
  })
}

/** Those whose file is on the disk as the plan saw it. What cannot be looked at is left to the upload, which says why. */
async function readyOf(
  copyings: readonly Copying[],
  changed: (sending: Sending) => void,
): Promise<readonly Copying[]> {
  const looks = new PQueue({ concurrency: opensAtOnce })
  const found = await looks.addAll(copyings.map((copying) => () => lookAt(copying.request)))
  return copyings.filter((copying, index) => {
    if (found[index] === 'changed') changed(copying)
    return found[index] === 'ready'
  })
}

async function lookAt(request: UploadRequest): Promise<'ready' | 'changed' | 'unknown'> {
  try {
    const source = await request.open()
    try {
      return (await source.unchanged()) ? 'ready' : 'changed'
    } finally {
      await source.close()
    }
  } catch (error) {
    if (isDiskError(error, 'changed-while-read', 'changed', 'missing')) return 'changed'
    if (isDiskError(error)) return 'unknown'
    throw error
  }
}

/** Whether an upload would be refused for the same reason. */
function isFinal({ reason }: Refusal): boolean {
  return reason === 'conflict' || reason === 'no-space' || reason === 'name-refused'
}
