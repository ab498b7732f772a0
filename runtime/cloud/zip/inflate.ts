import { constants, inflateRawSync } from 'node:zlib'

/** What some bytes of a deflated entry come to; `packed` is how many of them were its own. */
export type Inflated =
  | { readonly kind: 'whole'; readonly content: Buffer; readonly packed: number }
  /** The entry goes on behind these bytes. */
  | { readonly kind: 'more' }
  /** It is damaged, or more than was allowed. */
  | { readonly kind: 'refused' }

/** The smallest piece in which zlib gives its output. */
const smallestChunk = 64
/** The largest: what comes at once beyond the limit. */
const largestChunk = 64 * 1024

/**
 * Inflates a deflated stream that begins these bytes and may end before them, to at most `most` bytes: unpacking ends at the first
 * piece beyond that. All at once, since a stream object for each of thousands of small files takes several times as long.
 */
export function inflateAtMost(bytes: Uint8Array, most: number): Inflated {
  if (bytes.byteLength === 0) return { kind: 'more' }
  try {
    const { buffer, engine } = inflateRawSync(bytes, {
      info: true,
      // Without this a stream that is cut off is an error, and not told from one that is damaged.
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: Math.max(1, most),
      chunkSize: Math.min(largestChunk, Math.max(smallestChunk, most + 1)),
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
    if (buffer.byteLength > most) return { kind: 'refused' }
    // A stream that took all of the bytes may have ended with the last one, or not: what follows it decides.
    if (engine.bytesWritten === bytes.byteLength) return { kind: 'more' }
    return { kind: 'whole', content: buffer, packed: engine.bytesWritten }
  } catch {
    // zlib has no other errors than those of its input: Z_DATA_ERROR and ERR_BUFFER_TOO_LARGE.
    return { kind: 'refused' }
  }
}
