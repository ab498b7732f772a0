/** Bytes of a stream, of which some are at hand. */
export interface ByteSource {
  /** What is at hand, from the first byte that was not taken on. Good until the next call. */
  readonly bytes: Buffer
  /** Waits until at least `length` bytes are at hand; false when the stream ends before that. Throws what the stream throws. */
  fill(length: number): Promise<boolean>
  /** Lets go of bytes that are at hand. */
  drop(length: number): void
  /** Lets go of bytes as they come; false when the stream ends before that. Throws what the stream throws. */
  skip(length: number): Promise<boolean>
}

/** Reads a stream of chunks; keeps no more of it than `fill` asks for and one chunk. */
export function byteSource(stream: AsyncIterable<Uint8Array>): ByteSource {
  const chunks = stream[Symbol.asyncIterator]()
  let bytes: Buffer = Buffer.alloc(0)

  /** The next chunk that is not empty, or undefined at the end. */
  const next = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const { done, value } = await chunks.next()
      if (done) return undefined
      if (value.byteLength > 0) return value
    }
  }

  return {
    get bytes() {
      return bytes
    },
    async fill(length) {
      if (bytes.byteLength >= length) return true
      // Joined once, however many chunks it takes.
      const pieces: Uint8Array[] = [bytes]
      let size = bytes.byteLength
      while (size < length) {
        const chunk = await next()
        if (chunk === undefined) break
        pieces.push(chunk)
        size += chunk.byteLength
      }
      if (pieces.length > 1) bytes = Buffer.concat(pieces, size)
      return size >= length
    },
    drop(length) {
      bytes = bytes.subarray(length)
    },
    async skip(length) {
      let left = length - bytes.byteLength
      if (left <= 0) {
        bytes = bytes.subarray(length)
        return true
      }
      bytes = Buffer.alloc(0)
      while (left > 0) {
        const chunk = await next()
        if (chunk === undefined) return false
        if (chunk.byteLength > left)
          bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).subarray(left)
        left -= chunk.byteLength
      }
      return true
    },
  }
}
