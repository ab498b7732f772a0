import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { statsBehind } from '../../local/node/file-stats.ts'

/** How often a log is looked at for what is new, ms. */
const lookEvery = 250
const pieceLength = 64 * 1024

/** The last `count` lines of a log and of the older files beside it (FILE.1, FILE.2), the oldest first, and where the log ends: for `followLog`. */
export async function lastLines(
  file: string,
  count: number,
): Promise<{ readonly lines: readonly string[]; readonly end: LogEnd }> {
  let lines: string[] = []
  let end: LogEnd = { inode: 0, offset: 0 }
  for (const [index, name] of [file, `${file}.1`, `${file}.2`].entries()) {
    if (index > 0 && lines.length >= count) break
    await using log = await openIfThere(name)
    if (log === undefined) continue
    const { size, ino } = await log.stat()
    const read = await textBefore(log, size, count - lines.length)
    // What is being written has no end yet, and is told when it has.
    const whole = wholeLines(read)
    if (index === 0) end = { inode: ino, offset: size - read.length + whole.length }
    lines = [...linesIn(whole), ...lines]
  }
  return { lines: count === 0 ? [] : lines.slice(-count), end }
}

/** A place in a log: which file it was, and how many bytes of it are known. */
export interface LogEnd {
  readonly inode: number
  readonly offset: number
}

/** Lines as they are written to a log from `end` on, over the change to a new file, until `signal` is aborted. */
export async function* followLog(file: string, end: LogEnd, signal: AbortSignal): AsyncGenerator<string> {
  let { inode, offset } = end
  let log = await openIfThere(file)
  if (log !== undefined && (await log.stat()).ino !== inode) offset = 0
  try {
    while (!signal.aborted) {
      // Asked before what there is was read: what is written to the old file after the change is none of its lines.
      const isReplaced = log === undefined || inodeOf(file) !== (await log.stat()).ino
      if (log !== undefined) {
        inode = (await log.stat()).ino
        for (;;) {
          const whole = await linesFrom(log, offset)
          if (whole.length === 0) break
          offset += whole.length
          yield* linesIn(whole)
        }
      }
      if (isReplaced) {
        const next = await openIfThere(file)
        if (next !== undefined) {
          await log?.close()
          log = next
          offset = 0
          continue
        }
      }
      await pause(lookEvery, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    }
  } finally {
    await log?.close()
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function inodeOf(file: string): number | undefined {
  return statsBehind(file)?.inode
}

/** Whole lines from `offset` on, one at least if there is one. */
async function linesFrom(log: FileHandle, offset: number): Promise<Buffer> {
  for (let length = pieceLength; ; length *= 2) {
    const piece = Buffer.alloc(length)
    const { bytesRead } = await log.read(piece, 0, length, offset)
    const whole = wholeLines(piece.subarray(0, bytesRead))
    if (whole.length > 0 || bytesRead < length) return whole
  }
}

function wholeLines(text: Buffer): Buffer {
  return text.subarray(0, text.lastIndexOf(10) + 1)
}

function linesIn(text: Buffer): string[] {
  return text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** Text that ends at `end` and holds `lines` line ends and one more, or all there is. */
async function textBefore(log: FileHandle, end: number, lines: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let ends = 0
  for (let start = end; start > 0 && ends <= lines; ) {
    const length = Math.min(pieceLength, start)
    start -= length
    const piece = Buffer.alloc(length)
    const { bytesRead } = await log.read(piece, 0, length, start)
    const read = piece.subarray(0, bytesRead)
    for (const byte of read) if (byte === 10) ends++
    pieces.unshift(read)
  }
  return Buffer.concat(pieces)
}
