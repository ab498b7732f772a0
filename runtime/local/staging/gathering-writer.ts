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

/** Writes from `start` on, `expected` bytes as it seems; it takes more as well. */
export function createGatheringWriter(file: OpenFile, start: number, expected: number): GatheringWriter {
  const size = Math.min(pieceSize, Math.max(expected, smallestPiece))
  let position = start
  let end = start
  let piece: Uint8Array | undefined
  let filled = 0
  let spare: Uint8Array | undefined
  let underWay:
    | { readonly piece: Uint8Array; readonly written: Promise<void>; readonly end: number }
    | undefined

  const settle = async (): Promise<void> => {
    if (underWay === undefined) return
    await underWay.written
    end = underWay.end
    spare = underWay.piece
    underWay = undefined
  }
  const begin = async (): Promise<void> => {
    await settle()
    if (piece === undefined || filled === 0) return
    const written = file.write(piece.subarray(0, filled), position)
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
        piece = spare ?? new Uint8Array(size)
        spare = undefined
      }
      const part = chunk.subarray(taken, taken + size - filled)
      piece.set(part, filled)
      filled += part.byteLength
      taken += part.byteLength
      if (filled === size) await begin()
    }
  }

  return {
    async write(chunk) {
      if (chunk.byteLength < size) return await gather(chunk)
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
