import { type ContentHasher, contentHasher } from '../../core/content-hash.ts'
import type { ContentHash } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError, type OpenFile } from '../../ports/files.ts'
import { type HashedBytes, hashByTwo } from '../sums/hash-by-two.ts'
import { isHashedBeside } from '../sums/stretches.ts'
import { isSameVersion } from '../version.ts'

/** A file's content hash with the stats that it had before and after it was read. */
export interface HashedFile {
  readonly hash: ContentHash
  /** It is empty, or its last byte is 0. */
  readonly blank: boolean
  /** The sums of its blocks, 32 bytes each, where they were asked for. */
  readonly sums?: Uint8Array
  readonly stats: FileStats
}

/** Bytes read at a time: under 1 ms of hashing, so that nothing else waits long. */
const chunk = 1024 * 1024
/** A file that changes under its reader is read again at once, so often in all. */
const attempts = 2

export interface HashOptions {
  readonly hashed?: (bytes: number) => void
  readonly signal?: AbortSignal
  /** Of a file that grows, what it has when it is opened will do. */
  readonly beginning?: boolean
  /** Whether to give the sums of its blocks, too. */
  readonly sums?: boolean
}

/**
 * Reads and hashes a file. Throws DiskError `changed-while-read` when it changed each time that it was read,
 * `invalid` when it is not a file any more, `missing` when it is gone.
 */
export async function hashFile(files: Files, path: string, options: HashOptions): Promise<HashedFile> {
  for (let attempt = 1; ; attempt++) {
    try {
      await using file = await files.openFile(path, 'read')
      return await hashOpenFile(file, path, options)
    } catch (error) {
      if (attempt < attempts && isDiskError(error, 'changed-while-read')) continue
      throw error
    }
  }
}

async function hashOpenFile(file: OpenFile, path: string, options: HashOptions): Promise<HashedFile> {
  const before = await file.stats()
  if (before.kind !== 'file') throw new DiskError('invalid', path)
  const { hash, sums, size, last } = isHashedBeside(file, before.size)
    ? await hashByTwo(file, before.size, options)
    : await hashHere(file, before.size, options)
  const after = await file.stats()
  const found = (stats: FileStats): HashedFile => ({
    ...{ hash, blank: last === 0, stats },
    ...(options.sums ? { sums } : {}),
  })
  if (options.beginning && after.inode === before.inode && after.size > before.size && size === before.size)
    return found({ ...before, changed: -1 })
  if (size !== after.size || !isSameVersion(after, before)) throw new DiskError('changed-while-read', path)
  return found(after)
}

async function hashHere(file: OpenFile, size: number, options: HashOptions): Promise<HashedBytes> {
  const blocks: Buffer[] = []
  const hasher = contentHasher(options.sums ? (sum) => void blocks.push(sum) : undefined)
  const last = await readInto(hasher, file, { ...options, size })
  const hash = hasher.digest()
  return { hash, sums: Buffer.concat(blocks), size: hasher.size, last }
}

/**
 * Reads a file to its end, or until it shows that it has grown (it might never stop); while one chunk is hashed, the next is on its way. Gives
 * its last byte, 0 when there is none.
 */
async function readInto(
  hasher: ContentHasher,
  file: OpenFile,
  { size, hashed, signal, beginning }: HashOptions & { readonly size: number },
): Promise<number> {
  // A small file comes in one piece, one byte of room showing that it has not grown.
  const length = Math.min(chunk, size + 1)
  let [current, next] = [new Uint8Array(length), new Uint8Array(size < chunk ? 0 : length)]
  let position = 0
  let got = await file.read(current, position)
  let last = 0
  while (got > 0 && position <= size) {
    signal?.throwIfAborted()
    if (beginning) got = Math.min(got, size - position)
    if (got === 0) break
    position += got
    const bytes = current.subarray(0, got)
    last = bytes[got - 1] ?? 0
    // All that was there, though more was asked for; that it has not grown since, the look at it after this tells.
    if (position === size && got < current.byteLength) {
      hasher.update(bytes)
      hashed?.(got)
      break
    }
    if (next.byteLength === 0) next = new Uint8Array(length)
    const coming = file.read(next, position)
    hasher.update(bytes)
    hashed?.(got)
    got = await coming
    ;[current, next] = [next, current]
  }
  return last
}
