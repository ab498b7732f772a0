import { Readable } from 'node:stream'
import { CloudError } from '../../ports/cloud.ts'
import { atMost } from './at-most.ts'
import { FaultError } from './faults.ts'
import {
  bodySize,
  type HttpAnswer,
  type HttpRequest,
  piecesOf,
  type RequestBody,
  UnreadableBody,
} from './http.ts'
import { silenceCode, startOneTimer } from './one-timer.ts'
import { type Environment, wayTo } from './proxy.ts'
import { openRoute, type Route } from './route.ts'
import { type Gate, openGate, pacing, type Throttle } from './throttle.ts'

/** HTTP without anything of Dropbox in it: one request, one answer, no redirect followed, nothing tried again. */
export interface Transport {
  /** Throws FaultError 'broken' when no answer came, CloudError 'aborted' when the transport was closed. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Goes by the proxies that these variables name from now on; what is on its way breaks ('broken'), and may be sent again. */
  reroute(environment: Environment): Promise<void>
  close(): Promise<void>
}

export interface TransportOptions {
  /** How long a connection may take to be made, in ms. */
  readonly connect: number
  /** How long an answer's body may pause, in ms. Ten times as long it may take to come to its end, however little it brings at a time. */
  readonly pause: number
  /** Where the requests go, for the choice of a proxy. */
  readonly address: string
  readonly environment: Environment
  /** How fast bodies go; without it as fast as they can. */
  readonly throttle?: Throttle
}

/** What one write to a socket carries at most; small enough that silence and progress are noticed on a slow line. */
const pieceSize = 128 * 1024

/** Opens connections as they are needed; idle ones keep no process alive. */
export function createTransport({
  connect,
  pause,
  address,
  environment,
  throttle,
}: TransportOptions): Transport {
  const open = (variables: Environment): Route =>
    openRoute(wayTo(address, variables), { connect, pause }, throttle?.up ?? openGate)
  let route = open(environment)
  let closed = false

  return {
    async send(request) {
      const { method, url, headers, body, signal, silence } = request
      const { origin, pathname, search } = new URL(url)
      const timer = request.atRest ? startOneTimer(silence, signal) : undefined
      try {
        const answer = await route.own(request)
        if (answer !== undefined)
          return throttle === undefined ? answer : { ...answer, body: slowed(answer.body, throttle, signal) }
        const sent =
          typeof body === 'object'
            ? streamed(body, throttle, signal)
            : { size: undefined, body: body ?? null }
        if (typeof body === 'string') await throttle?.up.pass(Buffer.byteLength(body), signal)
        const usual = await route.dispatcher.request({
          origin,
          path: pathname + search,
          method,
          headers:
            sent.size === undefined ? { ...headers } : { ...headers, 'content-length': `${sent.size}` },
          body: sent.body,
          signal: timer?.signal ?? signal ?? null,
          headersTimeout: timer === undefined ? silence : 0,
        })
        // Whoever reads the body gets its error; a body that nobody reads any more may fail unseen.
        usual.body.on('error', () => {})
        const { body: content } = usual
        const late = setTimeout(
          () => content.destroy(new Error('an answer that does not come to its end')),
          10 * pause,
        )
        content.once('close', () => clearTimeout(late))
        return {
          status: usual.statusCode,
          header: (name) => {
            const value = usual.headers[name]
            return Array.isArray(value) ? value[0] : value
          },
          body: throttle === undefined ? content : slowed(content, throttle, signal),
          drop: () => void content.destroy(),
        }
      } catch (error) {
        if (closed) throw new CloudError('aborted', 'The connection to Dropbox is closed', { cause: error })
        if (error instanceof UnreadableBody) throw error.cause
        throw brokenBy(error)
      } finally {
        timer?.stop()
      }
    },
    async reroute(variables) {
      if (closed) return
      const before = route
      route = open(variables)
      await before.close()
    },
    close() {
      closed = true
      return route.close()
    },
  }
}

/** The fault that an error of a socket amounts to. */
export function brokenBy(error: unknown): FaultError {
  const { code, message } = error as { code?: string; message?: string }
  // The same answer would come again.
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return new FaultError({ kind: 'bad-answer', detail: 'an answer with endless headers' }, error)
  const detail = [code, message].filter(Boolean).join(': ')
  return new FaultError({ kind: 'broken', detail, unanswered: true }, error)
}

/** Whether nothing came for too long, on a connection that had been made. */
export function isSilence(error: unknown): boolean {
  if (!(error instanceof FaultError)) return false
  const { code } = (error.cause ?? {}) as { code?: string }
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === silenceCode
}

/**
 * Reads a whole answer as text. Throws FaultError 'bad-answer' beyond `limit` bytes, 'broken' when the answer ends too early.
 */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of atMost(body, limit)) chunks.push(chunk)
  } catch (error) {
    throw error instanceof FaultError ? error : brokenBy(error)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function streamed(
  body: RequestBody,
  throttle: Throttle | undefined,
  signal: AbortSignal | undefined,
): { size: number; body: Readable | Buffer } {
  const size = bodySize(body)
  if (size === 0) return { size, body: Buffer.alloc(0) }
  const chunks = chunksOf(body, throttle?.up ?? openGate, signal)
  return { size, body: Readable.from(chunks, { objectMode: false, highWaterMark: pieceSize }) }
}

async function* chunksOf(
  body: RequestBody,
  gate: Gate,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let sent = 0
  const areReused = 'read' in body.pieces
  for await (const piece of piecesOf(body))
    for await (const chunk of pacing(gate, areReused ? piece.slice() : piece, pieceSize, signal)) {
      yield chunk
      // The generator is resumed only when there is room for more on the way to the socket.
      sent += chunk.byteLength
      body.onSent?.(sent)
    }
}

async function* slowed(
  body: AsyncIterable<Uint8Array>,
  { down }: Throttle,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) yield* pacing(down, chunk, chunk.byteLength, signal)
}
