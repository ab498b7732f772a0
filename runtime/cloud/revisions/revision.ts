import * as v from 'valibot'
import type { RemoteFile } from '../../core/tree.ts'
import { FileMetadata, remoteFile } from '../metadata.ts'

/** A file as it was at some time, or is now. */
export interface Revision {
  /** Where it was then, as it was spelled. */
  readonly path: string
  readonly file: RemoteFile
  /** When Dropbox got it, by its own clock, ms since 1970. */
  readonly at: number
  /** The account that made it; Dropbox tells so in shared folders alone (dropbox-api-spec, FileSharingInfo), and nowhere on which device. */
  readonly by: string | undefined
}

/** Dropbox's FileMetadata with what only people want to know. */
export const RevisionMetadata = v.looseObject({
  ...FileMetadata.entries,
  server_modified: v.string(),
  sharing_info: v.optional(v.looseObject({ modified_by: v.optional(v.nullable(v.string())) })),
})

/** A revision out of its metadata. */
export function revisionOf(metadata: v.InferOutput<typeof RevisionMetadata>): Revision {
  return {
    path: metadata.path_display ?? metadata.path_lower ?? `/${metadata.name}`,
    file: remoteFile(metadata),
    at: timeOf(metadata.server_modified),
    by: metadata.sharing_info?.modified_by ?? undefined,
  }
}

/** ms since 1970; 0 for what is no time. */
export function timeOf(timestamp: string): number {
  const time = Date.parse(timestamp)
  return Number.isNaN(time) ? 0 : time
}
