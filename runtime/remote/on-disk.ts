import { nameIn } from '../agent/doctor/trees/on-disk.ts'
import { nodeFiles } from '../local/node-files.ts'
import { hashFile } from '../local/scan/hash-file.ts'
import { type FileStats, isDiskError } from '../ports/files.ts'

const files = nodeFiles()

/** What stands at a place on the disk. */
export interface OnDisk {
  /** Absolute, as it is spelled there. */
  readonly file: string
  readonly stats: FileStats
}

/** What stands at `place` (`/a/b`) below the folder `root` (absolute), spelled as Dropbox takes it for the same; undefined when nothing does. Throws DiskError. */
export async function findOnDisk(root: string, place: string): Promise<OnDisk | undefined> {
  let file = root
  try {
    for (const name of place.split('/').slice(1)) {
      const spelled = await nameIn(files, file, name)
      if (spelled === undefined) return undefined
      file = `${file}/${spelled}`
    }
    const stats = await files.lstat(file)
    return stats && { file, stats }
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder')) return undefined
    throw error
  }
}

/** The content hash of a file on the disk. Throws DiskError, `changed-while-read` for one that is being written. */
export async function hashOnDisk(file: string, signal: AbortSignal): Promise<string> {
  return (await hashFile(files, file, { signal })).hash
}
