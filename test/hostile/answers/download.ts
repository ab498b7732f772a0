import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import type { RemoteFile } from '../../../runtime/core/tree.ts'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import { bytesOf } from '../../runtime/cloud/cloud-calls.ts'
import { fileMetadata } from '../../runtime/cloud/scripted-dropbox.ts'

/** The content of the one file that hostile answers are about. */
export const content = bytesOf(200_000, 7)

/** That file, as the Remote tree has it. */
export const file: RemoteFile = {
  kind: 'file',
  name: 'a',
  id: 'id:a',
  rev: '0123456789abc',
  hash: contentHashOf(content),
  size: content.byteLength,
  modified: 0,
  downloadable: true,
}

/** What Dropbox tells of it. */
export const described = fileMetadata('/a', file.hash, file.size, file.rev)

/** A signal that is not aborted. */
export const never = new AbortController().signal

/** Downloads `file`; what was written, and what it came to. */
export async function downloaded(cloud: Cloud): Promise<{ written: number; outcome: unknown }> {
  let written = 0
  const write = async (chunk: Uint8Array): Promise<void> => {
    written += chunk.byteLength
  }
  const outcome = await cloud
    .download({ path: '/a', file, offset: 0 }, write, { signal: never })
    .catch((error: unknown) => error)
  return { written, outcome }
}
