import { DiskError, type Files, isDiskError } from '../ports/files.ts'

const decoder = new TextDecoder()

/**
 * The whole of a small regular file as text. undefined when there is none, or when something else than a file is there.
 * Throws DiskError `too-large` when it holds more than `limit` bytes.
 */
export async function readSmallFile(files: Files, path: string, limit: number): Promise<string | undefined> {
  const there = await files.lstat(path)
  if (there?.kind !== 'file') return undefined
  try {
    await using file = await files.openFile(path, 'read')
    // A file that has grown meanwhile is read as far as it is given here, and then from the start with room for all that may be.
    for (const size of [Math.min(limit, there.size), limit]) {
      const bytes = Buffer.allocUnsafe(size + 1)
      let length = 0
      while (length <= size) {
        const read = await file.read(bytes.subarray(length), length)
        length += read
        // Nothing more; or all that was there, though one byte more was asked for. A short read alone does not say that it was the end.
        if (read === 0 || (length === size && size === there.size))
          return decoder.decode(bytes.subarray(0, length))
      }
    }
  } catch (error) {
    if (isDiskError(error, 'missing', 'loop')) return undefined
    throw error
  }
  throw new DiskError('too-large', path)
}

/**
 * Puts a small file in place whole: after a crash or a power cut its folder holds the old content or the new. What is there now is
 * replaced; the folder must exist.
 */
export async function writeSmallFile(
  files: Files,
  folder: string,
  name: string,
  text: string,
): Promise<void> {
  const temporary = `${folder}/${name}.new`
  if ((await files.lstat(temporary)) !== undefined) await files.unlink(temporary)
  {
    await using file = await files.openFile(temporary, 'create', 0o600)
    await file.write(new TextEncoder().encode(text), 0)
    await file.sync()
  }
  await files.rename(temporary, `${folder}/${name}`)
  await syncFolder(files, folder)
}

/** fsync of a folder by its path. */
export async function syncFolder(files: Files, folder: string): Promise<void> {
  await using open = await files.openFolder(folder)
  await open.sync()
}
