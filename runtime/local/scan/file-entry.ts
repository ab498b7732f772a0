import { largestFile } from '../../core/largest-file.ts'
import type { ProblemReason } from '../../core/problem.ts'
import type { LocalEntry, LocalFile } from '../../core/tree.ts'
import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { changedTime, isExpected } from '../version.ts'
import { type HashedFile, hashFile } from './hash-file.ts'
import type { Place } from './place.ts'
import type { ScanRequest } from './request.ts'
import type { Candidate } from './sort-out.ts'
import { unreadable } from './unreadable.ts'

/** A file as it was read. */
export interface ReadFile {
  readonly entry: LocalFile
  /** It is empty, or ends in zeros; see `isStillAgreed`. False where it was not read. */
  readonly blank: boolean
}

/**
 * The entry of a file, its hash taken over or read anew; why that cannot be; or undefined when it is gone. Never throws a DiskError.
 */
export async function fileEntry(
  files: Files,
  request: ScanRequest,
  place: Place,
  { name, stats }: Candidate,
  before: LocalEntry | undefined,
): Promise<ReadFile | ProblemReason | undefined> {
  const isKnown = before?.kind === 'file' && before.changed !== -1 && isExpected(stats, before)
  if (isKnown && request.doubted?.(stats) !== true) {
    const isSame = before.name === name && before.born === stats.born
    return { entry: isSame ? before : { ...before, name, born: stats.born }, blank: false }
  }
  // A file with holes can say any size, and reading it takes days.
  if (stats.size > largestFile) return { reason: 'too-large' }
  const beginning = request.impatient?.(place.key) === true
  if (isBeingWritten(stats, request) && !beginning) return { reason: 'changing' }
  const path = `${place.absolute}/${name}`
  const began = request.now()
  try {
    const apart = request.apart?.read(path, stats, beginning)
    if (apart === 'being-read') return { reason: 'being-read' }
    const read = apart ?? (await readAtOnce(files, path, stats, request, beginning))
    const { from, until } = apart ?? { from: began, until: request.now() }
    const { size, modified, inode, born } = read.stats
    const changed = read.stats.changed === -1 ? -1 : changedTime(read.stats, from, until)
    const entry: LocalFile = { kind: 'file', name, hash: read.hash, size, modified, changed, inode, born }
    const isSame = before?.kind === 'file' && isSameEntry(before, entry)
    return { entry: isSame ? before : entry, blank: read.blank }
  } catch (error) {
    if (isDiskError(error, 'missing')) return await goneOrRefused(files, path)
    if (isDiskError(error, 'changed-while-read', 'loop', 'invalid')) return { reason: 'changing' }
    if (isDiskError(error)) return unreadable(error)
    throw error
  }
}

async function readAtOnce(
  files: Files,
  path: string,
  { size }: FileStats,
  request: ScanRequest,
  beginning: boolean,
): Promise<HashedFile> {
  // What goes up whole needs no sums of its blocks.
  const sums = request.summed !== undefined && size > large
  const read = await hashFile(files, path, { ...request, beginning, sums })
  if (read.sums !== undefined) request.summed?.(read.hash, read.sums)
  return read
}

/** Why a file that could not be opened is still there; undefined when it is gone, which alone is a deletion. */
async function goneOrRefused(files: Files, path: string): Promise<ProblemReason | undefined> {
  try {
    return (await files.lstat(path)) === undefined ? undefined : { reason: 'changing' }
  } catch (error) {
    if (isDiskError(error)) return unreadable(error)
    throw error
  }
}

/** Bytes from which on reading a file takes long enough to wait until it is written. */
const large = 8 * 1024 * 1024

/** Whether a large file was written to a moment ago; a time in the future says nothing. */
function isBeingWritten({ size, modified }: FileStats, { stillness, now }: ScanRequest): boolean {
  if (stillness === undefined || size < large) return false
  const age = now() - modified
  return age > -stillness && age < stillness
}

function isSameEntry(one: LocalFile, other: LocalFile): boolean {
  return (
    one.name === other.name &&
    one.hash === other.hash &&
    one.size === other.size &&
    one.modified === other.modified &&
    one.changed === other.changed &&
    one.inode === other.inode &&
    one.born === other.born
  )
}
