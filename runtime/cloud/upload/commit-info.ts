import type { files } from 'dropbox'
import type { UploadRequest } from '../../ports/cloud.ts'

/**
 * How a file is to be committed: only over the revision it replaces, or where nothing is; never under another name; without a
 * notice to the person for each file.
 */
export function commitInfo(request: UploadRequest): files.CommitInfo {
  return {
    path: request.path,
    mode: request.over === undefined ? { '.tag': 'add' } : { '.tag': 'update', update: request.over },
    autorename: false,
    strict_conflict: true,
    mute: true,
    client_modified: dropboxTime(request.modified),
  }
}

/** Whole seconds in UTC, as Dropbox takes times; a time that its format cannot hold becomes the nearest that it can. */
export function dropboxTime(milliseconds: number): string {
  const latest = Date.UTC(9999, 11, 31, 23, 59, 59)
  const held = Number.isFinite(milliseconds) ? Math.min(Math.max(milliseconds, 0), latest) : 0
  return `${new Date(held).toISOString().slice(0, 19)}Z`
}
