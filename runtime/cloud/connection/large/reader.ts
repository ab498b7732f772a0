import { type Chunks, createChunks } from './chunked.ts'
import { type Head, readHead } from './head.ts'
import { createPieces, type Pieces } from './pieces.ts'

/** Makes an answer of what a socket brings. */
export interface Reader {
  /** Settles with the head; rejects with what `failed` is told before that. */
  readonly answer: Promise<
    | {
        readonly kind: 'plain'
        readonly status: number
        readonly headers: ReadonlyMap<string, string>
        readonly body: AsyncIterable<Uint8Array>
      }
    | { readonly kind: 'unusual'; readonly status: number | undefined }
  >
  /** Takes bytes, which may be used anew at once; false: enough for now, though what comes all the same is kept. */
  readonly take: (bytes: Uint8Array) => boolean
  /** Whether there is no room until some of the body is read. */
  isFull(): boolean
  /** No more comes; of no consequence when all has come. */
  readonly failed: (error: unknown) => void
}

/**
 * Bytes of a piece of a body: large, so that there are few steps to take, and no more than may be lost when the agent is killed.
 */
const pieceSize = 256 * 1024
/** Of a body that does not say how long it is, and is short. */
const chunkedPieceSize = 16 * 1024

/** `wanted` is told when there is room again after `take` gave false. With `chunks`, a short body may come in chunks, too. */
export function createReader(wanted: () => void, options: { readonly chunks?: boolean } = {}): Reader {
  const answer = Promise.withResolvers<Awaited<Reader['answer']>>()
  // Who asks for it hears of it; a connection may fail before.
  answer.promise.catch(() => undefined)
  let begun = new Uint8Array()
  let pieces: Pieces | undefined
  let chunks: Chunks | undefined
  let left = 0
  let isFull = false

  const takeChunks = (chunks: Chunks, bytes: Uint8Array): boolean => {
    const came = chunks.take(bytes)
    if (came !== 'going on') {
      left = 0
      pieces?.end(came === 'broken' ? new Error('a body in chunks that are none') : undefined)
    }
    return !isFull
  }
  const takeBody = (bytes: Uint8Array): boolean => {
    if (pieces === undefined) return false
    if (chunks !== undefined) return left > 0 ? takeChunks(chunks, bytes) : true
    const part = bytes.subarray(0, left)
    left -= part.byteLength
    isFull = !pieces.put(part) && left > 0
    if (left === 0) pieces.end()
    return !isFull
  }
  const begin = ({ status, headers, end }: Head, length: number | undefined): boolean => {
    left = length ?? Number.POSITIVE_INFINITY
    const put = (bytes: Uint8Array): void => {
      isFull = pieces?.put(bytes) === false
    }
    chunks = length === undefined ? createChunks(put) : undefined
    pieces = createPieces({
      size: length === undefined ? chunkedPieceSize : Math.min(pieceSize, Math.max(1, length)),
      // What refuses something is read by those who keep the pieces.
      recycled: status < 300,
      wanted: () => {
        isFull = false
        wanted()
      },
    })
    answer.resolve({ kind: 'plain', status, headers, body: pieces.read() })
    const first = begun.subarray(end)
    begun = new Uint8Array()
    return takeBody(first)
  }

  return {
    answer: answer.promise,
    take(bytes) {
      if (pieces !== undefined) return takeBody(bytes)
      begun = Buffer.concat([begun, bytes])
      const head = readHead(begun)
      if (head === undefined) return true
      if (head !== 'unusual' && (head.length !== undefined || (options.chunks && head.isChunked)))
        return begin(head, head.length)
      answer.resolve({ kind: 'unusual', status: head === 'unusual' ? undefined : head.status })
      return false
    },
    isFull: () => isFull,
    failed(error) {
      answer.reject(error)
      pieces?.end(error)
    },
  }
}
