import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, textAnswer } from '../protocol/answer.ts'
import { AuthFailure, RateFailure, RouteFailure, tag } from '../protocol/failures.ts'
import type { Fault } from './fault.ts'

/**
 * Lets a fault strike before the call is even read. Gives what to answer with, or undefined when the call shall go
 * on; throws the protocol's own failures.
 */
export async function failBeforehand(
  fault: Fault | undefined,
  exchange: { request: IncomingMessage; response: ServerResponse; signal: AbortSignal },
): Promise<Answer | 'no answer' | undefined> {
  switch (fault?.kind) {
    case '429':
      throw new RateFailure(
        'too_many_requests',
        fault.retryAfter === undefined ? 1 : fault.retryAfter,
        fault.body,
      )
    case 'too_many_write_operations':
      throw new RateFailure(
        'too_many_write_operations',
        fault.retryAfter === undefined ? 1 : fault.retryAfter,
        fault.body,
      )
    case '500':
      return textAnswer(500, 'Internal Server Error')
    case '503':
      return unavailable(fault.retryAfter ?? null)
    case 'expired_token':
      throw new AuthFailure(tag('expired_access_token'))
    case 'cursor_reset':
      throw new RouteFailure(tag('reset'))
    case 'reset':
      breakConnection(exchange.response)
      return 'no answer'
    case 'timeout':
      // Takes the request and says nothing, until the caller gives up or the emulator closes.
      exchange.request.resume()
      if (!exchange.signal.aborted) await once(exchange.signal, 'abort')
      return 'no answer'
    case 'slow':
      await sleep(fault.delay ?? 1000, undefined, { signal: exchange.signal })
      return undefined
    default:
      return undefined
  }
}

/** Lets a fault spoil an answer that was meant well. */
export function spoilAnswer(answer: Answer, fault: Fault | undefined): Answer {
  switch (fault?.kind) {
    case 'bad_json':
      return typeof answer.body === 'string' ? { ...answer, body: answer.body.slice(0, -1) } : answer
    case 'wrong_hash':
      return withWrongHash(answer)
    case 'wrong_bytes':
      return typeof answer.body === 'string'
        ? answer
        : { ...answer, body: { ...answer.body, chunks: flipped(answer.body.chunks) } }
    default:
      return answer
  }
}

/** Ends a connection as a crash or a dead network would. */
export function breakConnection(response: ServerResponse): void {
  const { socket } = response
  // A TLS connection cannot send a TCP reset of its own; it just ends.
  if (socket === null) return
  // Nor can one be reset that is being ended, since the caller has gone: it would stay open for good (uv_tcp_close_reset gives EINVAL).
  if ('encrypted' in socket || socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

function unavailable(retryAfter: number | null): Answer {
  const answer = textAnswer(503, '<html><body><h1>503 Service Unavailable</h1></body></html>')
  answer.headers['Content-Type'] = 'text/html'
  if (retryAfter !== null) answer.headers['Retry-After'] = String(retryAfter)
  return answer
}

function withWrongHash(answer: Answer): Answer {
  const spoil = (text: string) =>
    text.replace(
      /("content_hash": ")(.)/g,
      (_, before: string, digit: string) => before + (digit === '0' ? '1' : '0'),
    )
  const result = answer.headers['Dropbox-API-Result']
  return {
    ...answer,
    headers:
      result === undefined ? answer.headers : { ...answer.headers, 'Dropbox-API-Result': spoil(result) },
    body: typeof answer.body === 'string' ? spoil(answer.body) : answer.body,
  }
}

async function* flipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = true
  for await (const chunk of chunks) {
    if (first && chunk.length > 0) {
      const copy = Buffer.from(chunk)
      copy[0] = (copy[0] ?? 0) ^ 1
      first = false
      yield copy
    } else yield chunk
  }
}
