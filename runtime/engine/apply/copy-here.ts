import type { Stage, StagedFile } from '../../local/staging/stage.ts'
import { openForUpload } from '../../local/upload/open-for-upload.ts'
import { type Files, isDiskError } from '../../ports/files.ts'
import type { LocalSource } from './sources.ts'

/** Bytes that are copied at once. */
const chunk = 1024 * 1024

/**
 * Stages a file from one on the box that has the same content, from where an earlier try ended. Gives undefined when that came to nothing: the
 * source is another file by now, cannot be read, or has not the wanted content after all; then nothing of it stays staged. `going` is asked
 * before each MiB, and what is there stays for a later try when it says no. Throws DiskError `no-space`.
 */
export async function stageFromHere(
  files: Files,
  stage: Stage,
  { root, absolute, local }: LocalSource,
  going: (moved: number) => boolean,
): Promise<StagedFile | 'stopped' | undefined> {
  try {
    const source = await openForUpload(files, absolute, local, root)
    try {
      for (let at = stage.offset; at < local.size; ) {
        const bytes = await source.read(at, Math.min(chunk, local.size - at))
        await stage.write(bytes)
        at += bytes.byteLength
        if (!going(bytes.byteLength)) return 'stopped'
      }
    } finally {
      await source.close()
    }
    return await stage.finish()
  } catch (error) {
    if (!isDiskError(error) || isDiskError(error, 'no-space')) throw error
    await stage.discard()
    return undefined
  }
}
