import type { DownloadRequest, ItemResult, Progress } from '../../../../runtime/ports/cloud.ts'
import { contentOf } from '../account/operations.ts'
import { within } from '../chance.ts'
import { abortedBy } from './persist.ts'
import { refused } from './results.ts'
import type { Wire } from './wire.ts'

/** See `Cloud.download`. The revision is named, so no newer content of the path can mix in; a body cut short is taken up again. */
export async function download(
  wire: Wire,
  { path, file, offset }: DownloadRequest,
  write: (chunk: Uint8Array) => Promise<void>,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress?: Progress | undefined },
): Promise<ItemResult<null>> {
  if (!file.downloadable) return refused({ reason: 'unsupported', detail: 'not downloadable' })
  const { account, random } = wire
  for (let position = offset; position < file.size; ) {
    const { value, fault } = await wire.call('download', signal, () => ({
      revision: account.state.revisions.get(file.rev),
      content: contentOf(account, file.rev),
    }))
    const { revision, content } = value
    if (revision === undefined || content === undefined) return refused({ reason: 'missing' })
    if (!revision.downloadable) return refused({ reason: 'unsupported', detail: 'unsupported_file' })
    if (revision.hash !== file.hash || content.byteLength !== file.size)
      return refused({ reason: 'conflict' })
    const end = fault === 'cut' ? within(random, [position + 1, content.byteLength]) : content.byteLength
    for (let damaged = fault === 'damaged'; position < end; damaged = false) {
      const { chunk: length, latency } = wire.misbehaviour()
      const chunk = content.slice(position, Math.min(end, position + within(random, length)))
      if (damaged) chunk[0] = (chunk[0] ?? 0) ^ 1
      await wire.survive(() => write(chunk))
      position += chunk.byteLength
      progress?.(path, chunk.byteLength)
      if (position < end) await wire.survive(() => wire.wait(latency, signal))
      if (signal.aborted && position < file.size) throw abortedBy(signal)
    }
  }
  return { ok: true, value: null }
}
