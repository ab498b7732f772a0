import type { RemoteAccess } from '../cloud/remote-access.ts'
import { contentHasher } from '../core/content-hash.ts'
import type { RemoteFile } from '../core/tree.ts'
import type { ItemResult } from '../ports/cloud.ts'
import { DiskError, type FileStats, type Files, isDiskError, type OpenFile } from '../ports/files.ts'
import { damaged } from './damaged.ts'

/** A revision that is to become a file on the box. */
export interface Fetching {
  /** Of the revision, for people. */
  readonly path: string
  readonly file: RemoteFile
  /** Where to, absolute. */
  readonly to: string
  /** Whether a file or symlink that is there goes; nothing else ever does. */
  readonly replace: boolean
}

/**
 * Fetches a revision into a file. Invariant: at `to` is, at every moment, what was there or the whole verified content. Until then it is beside it, under a name that no
 * Dropbox client syncs, and gone again when anything fails. Throws CloudError and DiskError: `exists`, `is-a-folder` and, for a device, fifo or socket, `unsupported` for what may not be replaced.
 * `identity` is a word that no other call has.
 */
export async function fetchFile(
  {
    files,
    access,
    identity,
  }: {
    readonly files: Files
    readonly access: Pick<RemoteAccess, 'download'>
    readonly identity: string
  },
  { path, file, to, replace }: Fetching,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (bytes: number) => void },
): Promise<ItemResult<null>> {
  const there = await files.lstat(to)
  if (there?.kind === 'folder') throw new DiskError('is-a-folder', to)
  if (there !== undefined && !replace) throw new DiskError('exists', to)
  // What takes the place of a device, fifo or socket would be read by nobody, and programs would miss it.
  if (there !== undefined && !isReplaceable(there)) throw new DiskError('unsupported', to)
  const folder = await files.realpath(to.slice(0, to.lastIndexOf('/')) || '/')
  const beside = `${folder}/.~${identity}`
  const opened = await files.openFile(beside, 'create').catch(toldOf(to, beside))
  try {
    const hasher = contentHasher()
    const result = await access.download(
      { path, file, offset: 0 },
      async (chunk) => {
        const position = hasher.size
        hasher.update(chunk)
        await opened.write(chunk, position)
        progress(chunk.byteLength)
      },
      { signal },
    )
    if (!result.ok) return result
    if (hasher.digest() !== file.hash) return damaged
    await flush(opened)
    await files.utimes(beside, file.modified)
    await give(files, beside, to, replace, there)
    await flushFolder(files, folder)
    return { ok: true, value: null }
  } catch (error) {
    return toldOf(to, beside)(error)
  } finally {
    await opened.close()
    await removeIfThere(files, beside)
  }
}

/** Throws what failed at the name beside, which is gone again, as about the file that was to be; anything else as it is. */
function toldOf(to: string, beside: string): (error: unknown) => never {
  return (error) => {
    if (!isDiskError(error) || error.path !== beside) throw error
    throw new DiskError(error.code, to, { errno: error.errno, cause: error })
  }
}

function isReplaceable({ kind }: FileStats): boolean {
  return kind === 'file' || kind === 'symlink'
}

/** Gives a finished file its name. What must not be replaced is not, whoever has made it meanwhile. */
async function give(
  files: Files,
  beside: string,
  to: string,
  replace: boolean,
  there: FileStats | undefined,
): Promise<void> {
  if (replace) {
    if (there?.kind === 'file') await files.chmod(beside, there.mode)
    return files.rename(beside, to)
  }
  try {
    await files.link(beside, to)
  } catch (error) {
    if (!isDiskError(error, 'unsupported', 'no-permission', 'too-many-links', 'io')) throw error
    // A file system without hard links: what is made here and now is nobody else's, so that it may be replaced.
    await (await files.openFile(to, 'create')).close()
    await files.rename(beside, to)
  }
}

async function flush(opened: Pick<OpenFile, 'sync'>): Promise<void> {
  try {
    await opened.sync()
  } catch (error) {
    // A file system without fsync has nothing better to offer.
    if (!isDiskError(error, 'unsupported', 'invalid')) throw error
  }
}

async function flushFolder(files: Files, folder: string): Promise<void> {
  await using opened = await files.openFolder(folder)
  await flush(opened)
}

async function removeIfThere(files: Files, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch (error) {
    if (!isDiskError(error, 'missing')) throw error
  }
}
