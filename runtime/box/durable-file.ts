import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a whole file so that a reader, a crash or a power cut finds the old content or the new, never a part of one:
 * written beside the target, flushed, renamed over it, the folder flushed. Makes missing folders.
 * `mode` is exact (the umask does not count). Throws the system's error, and leaves no temporary file behind.
 */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  // A name that no Dropbox client syncs, should a kill leave it.
  const temporary = join(folder, `.~${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.chmod(mode)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await flushFolder(folder)
}

/** Makes earlier renames, links and removals inside a folder survive a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
