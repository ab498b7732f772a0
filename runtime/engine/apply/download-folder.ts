import type { BulkFolder } from '../../core/bulk-downloads.ts'
import { contentHashOf } from '../../core/content-hash.ts'
import { eitherSignal } from '../../core/either-signal.ts'
import type { PathKey } from '../../core/path.ts'
import { CloudError, type Refusal } from '../../ports/cloud.ts'
import type { BegunDownload } from './begun-download.ts'
import type { ApplyContext } from './context.ts'
import type { LandingGroups } from './gather-landings.ts'
import type { RestingFolders } from './resting-folders.ts'

/**
 * Fetches the small files of a folder in one piece and lands each whose content hash is the planned one; resolves when they have landed. Gives
 * those that did not come so, which are to be fetched by themselves. Throws CloudError when the connection is to blame.
 */
export async function downloadFolder(
  context: ApplyContext,
  { path, wanted, below }: BulkFolder<BegunDownload>,
  resting: RestingFolders,
  landings: LandingGroups,
  signal: AbortSignal,
): Promise<readonly BegunDownload[]> {
  const { cloud, clock, attention, log } = context
  const awaited = new Map(
    wanted.filter(({ flight }) => !flight.calledOff).map((begun) => [begun.path, begun]),
  )
  if (awaited.size === 0 || signal.aborted) return []
  const uncalledFor = new AbortController()
  const drop = (at: PathKey): void => {
    if (awaited.delete(at) && awaited.size === 0) uncalledFor.abort()
  }
  for (const [at, { flight }] of awaited)
    flight.signal.addEventListener('abort', () => drop(at), { once: true })

  const take = async (at: PathKey, content: Uint8Array): Promise<void> => {
    const begun = awaited.get(at)
    // It may have another content by now: the zip does not say of which revision it is.
    if (begun === undefined || contentHashOf(content) !== begun.remote.hash) return
    awaited.delete(at)
    await landings.take(begun, content)
  }
  const refused = (refusal: Refusal): void => {
    resting.rest(path, clock.monotonic())
    if (refusal.reason === 'conflict' || refusal.reason === 'missing') attention.remote()
    log.info('folder refused', { path, refusal })
  }

  const either = eitherSignal(signal, uncalledFor.signal)
  try {
    const sizes = new Map([...awaited].map(([at, { remote }]) => [at, remote.size]))
    const fetched = await cloud.downloadFolder({ path, sizes, below }, take, { signal: either.signal })
    if (!fetched.ok) refused(fetched.refusal)
  } catch (error) {
    if (!(error instanceof CloudError)) throw error
    if (error.code === 'aborted') return []
    if (error.code === 'unlinked') throw error
    // What the server cannot do for a whole folder, over and over, it may yet do for each file.
    if (error.code === 'offline' && !resting.brokeOffAgain(path, clock.monotonic())) throw error
    refused({ reason: 'interrupted', detail: error.message })
  } finally {
    either.leave()
    await landings.end()
  }
  return [...awaited.values()]
}
