import { keyOf, type PathKey } from '../../../../runtime/core/path.ts'
import type { FolderRequest, ItemResult } from '../../../../runtime/ports/cloud.ts'
import { contentOf } from '../account/operations.ts'
import { placeToRead } from '../account/place.ts'
import { liveAt, liveBelow } from '../account/tree.ts'
import { within } from '../chance.ts'
import { abortedBy } from './persist.ts'
import { done, refused } from './results.ts'
import type { Wire } from './wire.ts'

/** files/download_zip: as many entries as a folder must not have. */
const tooManyEntries = 10_000

/**
 * See `Cloud.downloadFolder`. What is in the folder is looked at when it is asked for, and each file is read when its turn comes, as a server does
 * that packs while it sends: what changes meanwhile may come in its new state, or not at all.
 */
export async function downloadFolder(
  wire: Wire,
  { path, sizes }: FolderRequest,
  take: (path: PathKey, content: Uint8Array) => Promise<void>,
  { signal }: { readonly signal: AbortSignal },
): Promise<ItemResult<null>> {
  const { account, random } = wire
  const { value, fault } = await wire.call('download-folder', signal, () => {
    const refusal = wire.refusal('download-folder')
    if (refusal !== undefined) return refused(refusal)
    const place = placeToRead(path)
    if ('reason' in place) return refused(place)
    if (place.key === '') return refused({ reason: 'unsupported', detail: 'the root' })
    const entry = liveAt(account, place.key)
    if (entry === undefined) return refused({ reason: 'missing' })
    if (entry.kind === 'file') return refused({ reason: 'conflict' })
    const below = liveBelow(account, place.key)
    if (below.length >= tooManyEntries) return refused({ reason: 'too-many-files' })
    return done(below.map(({ key }) => key))
  })
  if (!value.ok) return value
  const end = fault === 'cut' ? within(random, [0, value.value.length - 1]) : value.value.length
  let damaged = fault === 'damaged'
  for (const key of value.value.slice(0, end)) {
    const entry = liveAt(account, key)
    const content = entry?.kind === 'file' ? contentOf(account, entry.remote.rev)?.slice() : undefined
    const wanted = keyOf(key)
    if (content === undefined || content.byteLength !== sizes.get(wanted)) continue
    if (damaged && content.byteLength > 0) {
      content[0] = (content[0] ?? 0) ^ 1
      damaged = false
    }
    await wire.survive(() => take(wanted, content))
    await wire.survive(() => wire.wait(wire.misbehaviour().latency, signal))
    if (signal.aborted) throw abortedBy(signal)
  }
  return fault === 'cut' ? refused({ reason: 'interrupted', detail: 'a zip that breaks off' }) : done(null)
}
