import { createReader } from './reader.ts'
import { asError, connectedEvent, openSocket, requestHead } from './socket.ts'

export interface LargeRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** How long to wait at most, in ms: in silence for a connection, for the answer to begin, and for more of it; and for all of it. */
  readonly patience: {
    readonly connect: number
    readonly answer: number
    readonly pause: number
    readonly longest: number
  }
}

/** An answer whose body has the length that it says, or what is known of another one. */
export type LargeAnswer =
  | {
      readonly kind: 'plain'
      readonly status: number
      readonly headers: ReadonlyMap<string, string>
      /** To be read once. Of a success, a piece is good until the next one is asked for. */
      readonly body: AsyncIterable<Uint8Array>
      drop(): void
    }
  | { readonly kind: 'unusual'; readonly status: number | undefined }

/** What a socket is read into, all the time the same; a record of TLS has 16 KiB. Bytes. */
const readSize = 64 * 1024

/**
 * One request without a body, over a connection of its own that is read into the same memory all the time. For a large body that takes less than half
 * of what a general HTTP client takes of the processor: through a stream each record is new memory, and several events. An `unusual` answer has been let
 * go of. Rejects with what the socket failed with, and when it was given up.
 */
export async function requestLarge(request: LargeRequest): Promise<LargeAnswer> {
  const { method, url, headers, signal, patience } = request
  const head = requestHead(method, url, {
    connection: 'close',
    ...(method === 'POST' ? { 'content-length': '0' } : {}),
    ...headers,
  })
  signal.throwIfAborted()
  const reader = createReader(() => {
    socket.setTimeout(patience.pause)
    socket.resume()
  })
  const socket = openSocket({ url, connect: patience.connect, readSize, take: reader.take })
  const end = (error?: unknown): void => void socket.destroy(error === undefined ? undefined : asError(error))
  const abort = (): void => end(signal.reason)
  const late = setTimeout(end, patience.longest, new Error('an answer that does not come to its end'))
  signal.addEventListener('abort', abort)
  socket.once('error', reader.failed)
  socket.once('close', () => {
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
    reader.failed(new Error('the connection ended'))
  })
  socket.on('timeout', () => {
    // While nobody takes what came, the silence is ours.
    if (!reader.isFull()) end(new Error('silence'))
  })
  socket.once(connectedEvent(url), () => {
    socket.setTimeout(patience.answer)
    socket.write(head)
    // By way of the stream comes only the news of its end.
    socket.resume()
  })
  try {
    const answer = await reader.answer
    socket.setTimeout(patience.pause)
    if (answer.kind === 'unusual') end()
    return answer.kind === 'unusual' ? answer : { ...answer, drop: end, body: untilLeft(answer.body, end) }
  } catch (error) {
    end()
    throw error
  }
}

async function* untilLeft(body: AsyncIterable<Uint8Array>, left: () => void) {
  try {
    yield* body
  } finally {
    left()
  }
}
