import type { OpenFile } from '../../ports/files.ts'

/** Writes to a file in order and in large pieces, of which one may be on its way to the disk while the next is gathered. */
export interface GatheringWriter {
  /** Takes the next bytes; they may be used anew when it resolves. Throws what the disk said to an earlier piece, or to this one. */
  write(chunk: Uint8Array): Promise<void>
  /** Writes all that was taken. */
  flush(): Promise<void>
  /** Up to here, in bytes from the start of the file, all is written. */
  readonly end: number
}

/**
 * Bytes per write: a hop to the thread pool for each 64 KiB that a socket brings would cost more than the write. Two pieces at most are lost,
 * and fetched again, when the agent is killed.
 */
const pieceSize = 256 * 1024
const smallestPiece = 4096

/** From so many bytes on, the page cache is left to others. A smaller file may be wanted there soon, and is no burden. */
const uncachedFrom = 64 * 1024 * 1024
/** A disk that is written to without the page cache wants more at a time: it took half of the work of pieces of 256 KiB. */
const uncachedPieceSize = 1024 * 1024

/** Writes from `start` on, `expected` bytes as it seems; it takes more as well. */
export function createGatheringWriter(file: OpenFile, start: number, expected: number): GatheringWriter {
  const uncached = expected < uncachedFrom ? undefined : file.uncached?.()
  const size = uncached ? uncachedPieceSize : Math.min(pieceSize, Math.max(expected, smallestPiece))
  const { memory, write } = uncached ?? {
    memory: (bytes: number) => new Uint8Array(bytes),
    write: file.write,
  }
  let position = start
  let end = start
  let piece: Uint8Array | undefined
  let filled = 0
  /** Bytes up to which it is filled: it ends at a multiple of the size, so that what follows lies as the disk wants it. */
  let full = 0
  let spare: Uint8Array | undefined
  let underWay:
    | { readonly piece: Uint8Array; readonly written: Promise<void>; readonly end: number }
    | undefined

  const settle = async (): Promise<void> => {
    const current = underWay
    if (current === undefined) return
    await current.written
    // Somebody else may have waited for it, too, and gone on.
    if (underWay !== current) return
    end = current.end
    spare = current.piece
    underWay = undefined
  }
  const begin = async (): Promise<void> => {
    await settle()
    if (piece === undefined || filled === 0) return
    const written = write(piece.subarray(0, filled), position)
    // Whoever writes or flushes next is told.
    written.catch(() => undefined)
    position += filled
    underWay = { piece, written, end: position }
    piece = undefined
    filled = 0
  }
  const gather = async (chunk: Uint8Array): Promise<void> => {
    for (let taken = 0; taken < chunk.byteLength; ) {
      if (piece === undefined) {
        piece = spare ?? memory(size)
        spare = undefined
        full = size - (position % size)
      }
      const part = chunk.subarray(taken, taken + full - filled)
      piece.set(part, filled)
      filled += part.byteLength
      taken += part.byteLength
      if (filled === full) await begin()
    }
  }

  return {
    async write(chunk) {
      if (chunk.byteLength < size || uncached !== undefined) return await gather(chunk)
      // It is as large as what would be gathered: copying it would gain nothing.
      await begin()
      await settle()
      await file.write(chunk, position)
      position += chunk.byteLength
      end = position
    },
    async flush() {
      await begin()
      await settle()
    },
    get end() {
      return end
    },
  }
}
