import type { HttpAnswer, HttpRequest } from '../http.ts'
import { requestLarge } from './request.ts'

/** How long to wait at most, in ms: for a connection, for more of a body, and for all of it. */
export interface Patience {
  readonly connect: number
  readonly pause: number
  readonly longest: number
}

/**
 * Sends requests whose answers are large, each over a connection of its own. Gives undefined where an answer is not framed plainly, and from then on
 * where a success was not: a general HTTP client is to be asked. `closing` ends all of it. Rejects with what a socket failed with.
 */
export function largeAnswers(
  { connect, pause, longest }: Patience,
  closing: AbortSignal,
): (request: HttpRequest) => Promise<HttpAnswer | undefined> {
  let arePlain = true
  return async ({ method, url, headers, signal, silence }) => {
    if (!arePlain) return undefined
    const answer = await requestLarge({
      method,
      url: new URL(url),
      headers,
      signal: signal ? AbortSignal.any([signal, closing]) : closing,
      patience: { connect, answer: silence, pause, longest },
    })
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
