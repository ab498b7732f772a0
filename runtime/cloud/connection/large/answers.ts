import type { HttpAnswer, HttpRequest, RequestBody } from '../http.ts'
import type { Gate } from '../throttle.ts'
import { createLines } from './lines.ts'
import { type LargeAnswer, requestLarge } from './request.ts'
import { sendLarge } from './send.ts'

/** How long to wait at most, in ms: for a connection, for more of a body, and for all of it. */
export interface Patience {
  readonly connect: number
  readonly pause: number
  readonly longest: number
}

/** Asks over a connection of our own; undefined where an answer is not framed plainly, so that a general HTTP client is to be asked. */
export type LargeAsking<Request extends HttpRequest = HttpRequest> = (
  request: Request,
) => Promise<HttpAnswer | undefined>

/**
 * Sends requests whose answers are large, each over a connection of its own. Gives undefined where an answer is not framed plainly, and from then on
 * where a success was not. `closing` ends all of it. Rejects with what a socket failed with.
 */
export function largeAnswers({ connect, pause, longest }: Patience, closing: AbortSignal): LargeAsking {
  return whilePlain(closing, ({ method, url, headers, silence }, signal) =>
    requestLarge({
      method,
      url: new URL(url),
      headers,
      signal,
      patience: { connect, answer: silence, pause, longest },
    }),
  )
}

/** The same for large bodies that are sent, at the speed of `gate`; their connections are used again. */
export function largeSendings(
  { connect, longest }: Patience,
  closing: AbortSignal,
  gate: Gate,
): LargeAsking<HttpRequest & { readonly body: RequestBody }> {
  const lines = createLines(connect)
  closing.addEventListener('abort', lines.close)
  return whilePlain(closing, ({ url, headers, body, silence }, signal) =>
    sendLarge(lines, {
      url: new URL(url),
      headers,
      body,
      gate,
      signal,
      patience: { answer: silence, longest },
    }),
  )
}

function whilePlain<Request extends HttpRequest>(
  closing: AbortSignal,
  ask: (request: Request, signal: AbortSignal) => Promise<LargeAnswer>,
): LargeAsking<Request> {
  let arePlain = true
  return async (request) => {
    if (!arePlain) return undefined
    const { signal } = request
    const answer = await ask(request, signal ? AbortSignal.any([signal, closing]) : closing)
    if (answer.kind === 'plain')
      return {
        status: answer.status,
        header: (name) => answer.headers.get(name),
        body: answer.body,
        drop: answer.drop,
      }
    if (answer.status === undefined || answer.status < 300) arePlain = false
    return undefined
  }
}
