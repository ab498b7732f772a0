import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { giveName } from '../swap/give-name.ts'
import { isSameVersion } from '../version.ts'

/** Bytes that are copied at once. */
const chunk = 1024 * 1024

/**
 * Brings a file, or what else is no folder, to a place: by a further name where that can be, by a copy that is whole and on the disk where the place
 * is on another file system; so it is still at `from` as well (`both-names`). Where the file system knows no further names it is only moved (`moved`).
 * `taken`: something is at the place, and nothing has changed. Throws DiskError: `changed` when somebody writes into it meanwhile, `unsupported` for a fifo,
 * socket or device that would have to be copied.
 */
export async function bringFile(
  files: Files,
  from: string,
  to: string,
  stats: FileStats,
): Promise<'both-names' | 'moved' | 'taken'> {
  try {
    await files.link(from, to)
    return 'both-names'
  } catch (error) {
    if (isDiskError(error, 'exists')) return 'taken'
    if (isDiskError(error, 'other-device'))
      return (await copy(files, from, to, stats)) ? 'both-names' : 'taken'
    if (!isDiskError(error, 'unsupported', 'no-permission', 'too-many-links')) throw error
    return (await giveName(files, from, to)) ? 'moved' : 'taken'
  }
}

async function copy(files: Files, from: string, to: string, stats: FileStats): Promise<boolean> {
  if (stats.kind === 'symlink') {
    try {
      await files.symlink(await files.readlink(from), to)
      return true
    } catch (error) {
      if (isDiskError(error, 'exists')) return false
      throw error
    }
  }
  if (stats.kind !== 'file') throw new DiskError('unsupported', from)
  await removeApart(files, to, stats)
  const apart = apartOf(to, stats)
  await copyContent(files, from, apart, stats)
  if (await giveName(files, apart, to)) return true
  await files.unlink(apart)
  return false
}

/** Removes what a copy that was killed half way has left beside its place. */
export async function removeApart(files: Files, to: string, stats: FileStats): Promise<void> {
  const apart = apartOf(to, stats)
  if ((await files.lstat(apart)) !== undefined) await files.unlink(apart)
}

/** Where a copy is until it is whole: beside its place, under a name that no Dropbox client takes up. */
function apartOf(place: string, { inode, device }: FileStats): string {
  return `${place.slice(0, place.lastIndexOf('/'))}/.~${inode.toString(36)}-${device.toString(36)}`
}

async function copyContent(files: Files, from: string, to: string, stats: FileStats): Promise<void> {
  await using source = await files.openFile(from, 'read')
  {
    await using copied = await files.openFile(to, 'create', stats.mode & 0o777)
    const room = new Uint8Array(chunk)
    for (let at = 0; ; ) {
      const got = await source.read(room, at)
      if (got === 0) break
      await copied.write(room.subarray(0, got), at)
      at += got
    }
    await files.chmod(to, stats.mode)
    await files.utimes(to, stats.modified)
    await copied.sync()
  }
  if (!isSameVersion(await source.stats(), stats)) throw new DiskError('changed', from)
}
