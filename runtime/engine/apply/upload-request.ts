import type { Operation } from '../../core/plan/operation.ts'
import { longestUnwritten } from '../../core/safety/power-cut.ts'
import type { RemoteFile } from '../../core/tree.ts'
import { openCopy } from '../../local/upload/open-copy.ts'
import { openForUpload } from '../../local/upload/open-for-upload.ts'
import type { Refusal, UploadRequest, UploadSource } from '../../ports/cloud.ts'
import { DiskError, isDiskError } from '../../ports/files.ts'
import type { Flight } from '../flights.ts'
import type { Place } from '../places.ts'
import { type ApplyContext, mayWrite } from './context.ts'

export type Upload = Extract<Operation, { kind: 'upload' }>

/** An upload, its flight, and what Dropbox is to be told of it. */
export interface Sending {
  readonly operation: Upload
  readonly flight: Flight
  readonly request: UploadRequest
}

/** How a file comes to its end: Dropbox has it, perhaps with another content, or does not take it. */
export interface SendingTold {
  readonly made: (sending: Sending, file: RemoteFile) => void
  readonly refused: (sending: Sending, refusal: Refusal) => void
}

/** What Dropbox needs to know of a file on the box. A file whose flight was called off is not opened any more. */
export function uploadRequest(
  context: ApplyContext,
  operation: Upload,
  flight: Flight,
): UploadRequest | undefined {
  const { places, hot, blockSums } = context
  const { path, display, local, over } = operation
  const place = places.named(path, local.name)
  if (place === undefined) return undefined
  return {
    path: display,
    size: local.size,
    hash: local.hash,
    modified: local.modified,
    over,
    sums: blockSums.of(local.hash),
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
  { files, clock, flush, parents, hot }: ApplyContext,
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
    const keeping = { writtenBefore: clock.now() - longestUnwritten, flush }
    return await openForUpload(files, absolute, local, root, keeping, parents)
  } catch (error) {
    if (isDiskError(error, 'changed-while-read')) hot.overtaken(path)
    throw error
  }
}
