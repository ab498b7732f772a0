import { connect as connectPlainly, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { createReader } from './reader.ts'

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
  const { signal, patience } = request
  const head = headOf(request)
  signal.throwIfAborted()
  const reader = createReader(() => {
    socket.setTimeout(patience.pause)
    socket.resume()
  })
  const socket = open(request, reader.take)
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
  socket.once(request.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
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

function open({ url, patience }: LargeRequest, take: (bytes: Uint8Array) => boolean): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isSecure = url.protocol === 'https:'
  const options = {
    host,
    port: Number(url.port || (isSecure ? 443 : 80)),
    onread: {
      buffer: new Uint8Array(readSize),
      callback: (length: number, buffer: Uint8Array) => take(buffer.subarray(0, length)),
    },
  }
  // An address is no name for TLS to ask for (RFC 6066, section 3).
  const name = isIP(host) === 0 ? { servername: host } : {}
  const socket = isSecure
    ? connectSecurely({ ...options, ...name, ALPNProtocols: ['http/1.1'] })
    : connectPlainly(options)
  return socket.setTimeout(patience.connect)
}

function headOf({ method, url, headers }: LargeRequest): string {
  const all = {
    host: url.host,
    connection: 'close',
    ...(method === 'POST' ? { 'content-length': '0' } : {}),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => {
    // It would begin another header, or another request.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new TypeError(`No value for the header ${name}`)
    return `${name}: ${value}\r\n`
  })
  return `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('ended', { cause: reason })
}
