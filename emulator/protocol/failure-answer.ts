import { type Answer, jsonAnswer, textAnswer } from './answer.ts'
import {
  AccessFailure,
  AuthFailure,
  BadInput,
  PathRootFailure,
  RateFailure,
  RouteFailure,
  type Tagged,
} from './failures.ts'
import { errorSummary } from './summary.ts'

/** The answer that tells a caller of a failure; undefined if the error is none of the protocol's. */
export function answerToFailure(error: unknown, route: string, dots: number): Answer | undefined {
  if (error instanceof BadInput) {
    const prefix = error.form === 'alone' ? '' : `Error in call to API function "${route}": `
    return textAnswer(400, prefix + error.message)
  }
  if (error instanceof AuthFailure) {
    const answer = errorAnswer(401, error.error, dots)
    return { ...answer, headers: { ...answer.headers, 'WWW-Authenticate': authenticateHeader(error.error) } }
  }
  if (error instanceof AccessFailure) return errorAnswer(403, error.error, dots)
  if (error instanceof RouteFailure) return errorAnswer(409, error.error, dots, error.summary)
  if (error instanceof PathRootFailure) return errorAnswer(422, error.error, dots)
  if (error instanceof RateFailure) return rateAnswer(error, dots)
  return undefined
}

function errorAnswer(status: number, error: Tagged, dots: number, tags?: string): Answer {
  return withReason(error, errorSummary(error, dots, tags), status)
}

/** Recorded: the summary stands in the status line too. */
function withReason(error: unknown, summary: string, status: number): Answer {
  return { ...jsonAnswer({ error_summary: summary, error }, status), reason: summary }
}

function authenticateHeader(error: Tagged): string {
  const scope = error['required_scope']
  return typeof scope === 'string'
    ? `Bearer realm="Dropbox-API", error="insufficient_scope", scope="${scope}"`
    : 'Bearer realm="Dropbox-API"'
}

/** Recorded: the reason nested in `error`, the seconds only in the header. */
function rateAnswer({ reason, retryAfter, body }: RateFailure, dots: number): Answer {
  const answer =
    body === 'text'
      ? textAnswer(429, reason)
      : withReason({ reason: { '.tag': reason } }, errorSummary({ '.tag': reason }, dots), 429)
  if (retryAfter !== null) answer.headers['Retry-After'] = String(retryAfter)
  return answer
}
