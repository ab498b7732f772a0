import type { RemoteAccess } from '../cloud/remote-access.ts'
import { contentHashOf } from '../core/content-hash.ts'
import type { RemoteFile } from '../core/tree.ts'
import type { ItemResult } from '../ports/cloud.ts'
import { damaged } from './damaged.ts'

/** What was damaged on its way is fetched once more. */
const attempts = 2

/** The whole content of a revision, in memory; what is given has the content hash that Dropbox says. Throws CloudError. */
export async function fetchContent(
  access: Pick<RemoteAccess, 'download'>,
  path: string,
  file: RemoteFile,
  signal: AbortSignal,
): Promise<ItemResult<Uint8Array>> {
  for (let attempt = 1; ; attempt++) {
    const chunks: Uint8Array[] = []
    const result = await access.download(
      { path, file, offset: 0 },
      async (chunk) => {
        // A chunk is good until the next one comes.
        chunks.push(chunk.slice())
      },
      { signal },
    )
    if (!result.ok) return result
    const content = Buffer.concat(chunks)
    if (contentHashOf(content) === file.hash) return { ok: true, value: content }
    if (attempt === attempts) return damaged
  }
}
