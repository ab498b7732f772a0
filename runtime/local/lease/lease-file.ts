import type { Lease } from '../../core/safety/lease.ts'
import { type Files, isDiskError } from '../../ports/files.ts'
import { jsonObject } from '../json-object.ts'
import { cacheFolderOf } from '../roots/cache-folder.ts'
import { readSmallFile } from '../small-file.ts'

/** What stands in the lease file of a root. `lease` is undefined when it is none that can be understood. */
export interface LeaseText {
  readonly text: string
  readonly lease: Lease | undefined
}

/** Bytes of every lease: a new one fits into the file of an old one, so that it can be taken over on a full disk. */
const size = 1024

/** The lease of a root, undefined when there is none; `before`, what was read last, where it still says the same. Throws DiskError. */
export async function readLease(
  files: Files,
  root: string,
  before?: LeaseText,
): Promise<LeaseText | undefined> {
  return readLeaseAt(files, leasePath(root), before)
}

/**
 * Takes the lease of a root where there is none (`over` undefined) or where the one that was judged, `over`, still stands. Gives whether it was
 * got: of several that try at once one gets it. What stands there else is left as it is. By link(2) and rename(2) alone, which are atomic on NFS
 * too (open(2), O_EXCL). The cache folder must exist. Throws DiskError.
 */
export async function takeLease(
  files: Files,
  root: string,
  lease: Lease,
  over: LeaseText | undefined,
): Promise<boolean> {
  const own = `${cacheFolderOf(root).folder}/lease.${lease.token}`
  if (over !== undefined && !(await layAside(files, root, own, over))) return false
  if (over !== undefined && over.lease === undefined) await unlinkIfThere(files, own)
  {
    await using file = await files.openFile(own, 'write', 0o600)
    await file.write(bytesOf(lease), 0)
    await file.sync()
  }
  const got = await putInPlace(files, own, leasePath(root), lease.token)
  await unlinkIfThere(files, own)
  return got
}

/**
 * Writes a lease over an earlier word of the same holder, in place: a lease that somebody took over meanwhile is another file, and stays as it
 * is. False when it is this holder's no more. `flush` is for file systems that others see through a network. Throws DiskError.
 */
export async function renewLease(files: Files, root: string, lease: Lease, flush: boolean): Promise<boolean> {
  const path = leasePath(root)
  const there = await files.lstat(path)
  // To open what is not there would make it.
  if (there?.kind !== 'file' || there.size > size) return false
  await using file = await files.openFile(path, 'write')
  const buffer = new Uint8Array(size)
  const read = await file.read(buffer, 0)
  if (parse(new TextDecoder().decode(buffer.subarray(0, read)))?.token !== lease.token) return false
  await file.write(bytesOf(lease), 0)
  if (flush) await file.sync()
  return true
}

/** Removes what killed agents left behind while they took the lease of a root. To be called by the holder. */
export async function cleanLeases(files: Files, root: string): Promise<void> {
  const { folder } = cacheFolderOf(root)
  for (const { name } of await files.list(folder))
    if (/^lease\.[0-9a-f]{32}$/.test(name)) await unlinkIfThere(files, `${folder}/${name}`)
}

function leasePath(root: string): string {
  return `${cacheFolderOf(root).folder}/lease.json`
}

async function readLeaseAt(files: Files, path: string, before?: LeaseText): Promise<LeaseText | undefined> {
  try {
    const text = await readSmallFile(files, path, size)
    if (text === undefined) return undefined
    return text === before?.text ? before : { text, lease: parse(text) }
  } catch (error) {
    if (isDiskError(error, 'too-large')) return { text: 'too large', lease: undefined }
    throw error
  }
}

/** Moves the lease that was judged out of the way; another one that came in between is put back. */
async function layAside(files: Files, root: string, own: string, over: LeaseText): Promise<boolean> {
  try {
    await files.rename(leasePath(root), own)
  } catch (error) {
    if (isDiskError(error, 'missing')) return false
    throw error
  }
  if ((await readLeaseAt(files, own))?.text === over.text) return true
  try {
    await files.link(own, leasePath(root))
  } catch (error) {
    if (!isDiskError(error, 'exists', 'unsupported', 'no-permission')) throw error
  }
  await unlinkIfThere(files, own)
  return false
}

async function putInPlace(files: Files, own: string, path: string, token: string): Promise<boolean> {
  try {
    await files.link(own, path)
    return true
  } catch (error) {
    // An answer that was lost on the network may have been a success.
    if (isDiskError(error, 'exists')) return (await readLeaseAt(files, path))?.lease?.token === token
    // Without hard links (FAT, some FUSE file systems) two that try in the same moment are told apart by who is left standing.
    if (!isDiskError(error, 'unsupported', 'no-permission')) throw error
  }
  if ((await files.lstat(path)) !== undefined) return false
  await files.rename(own, path)
  return (await readLeaseAt(files, path))?.lease?.token === token
}

async function unlinkIfThere(files: Files, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch (error) {
    if (!isDiskError(error, 'missing')) throw error
  }
}

function bytesOf(lease: Lease): Uint8Array {
  const about = 'The agent named here syncs this folder with Dropbox; another one waits until it has ended.'
  const bytes = new Uint8Array(size).fill(0x20)
  bytes.set(
    new TextEncoder().encode(`${JSON.stringify({ about, ...lease, host: lease.host.slice(0, 64) })}\n`),
  )
  return bytes
}

function parse(text: string): Lease | undefined {
  const fields = jsonObject(text)
  // Being written just now, or damaged: the caller watches whether it stays so.
  if (fields === undefined) return undefined
  const { token, host, pid, started, boot, namespace, since, beat, released } = fields
  if (typeof token !== 'string' || typeof host !== 'string' || typeof boot !== 'string') return undefined
  if (typeof namespace !== 'string' || typeof released !== 'boolean') return undefined
  if (typeof pid !== 'number' || typeof started !== 'number') return undefined
  if (typeof since !== 'number' || typeof beat !== 'number') return undefined
  return { token, host, pid, started, boot, namespace, since, beat, released }
}
