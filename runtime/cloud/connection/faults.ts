import * as v from 'valibot'

/** What Dropbox did instead of answering well, sorted by what is to be done about it. */
export type Fault =
  /** No answer (`unanswered`), or a server out of order: the request may have been carried out all the same. */
  | { readonly kind: 'broken'; readonly detail: string; readonly unanswered?: true }
  /** `retryAfter` in ms; undefined when the answer does not say. */
  | { readonly kind: 'rate-limited'; readonly scope: RateScope; readonly retryAfter: number | undefined }
  | { readonly kind: 'token-refused'; readonly tag: string }
  | { readonly kind: 'account-refused'; readonly tag: string }
  | { readonly kind: 'app-refused'; readonly tag: string; readonly scope: string | undefined }
  /** 409: the route's own error union. */
  | { readonly kind: 'refused'; readonly error: unknown; readonly summary: string }
  /** 422: the namespace that paths count from is not the account's root, or not its to see (PathRootError). */
  | { readonly kind: 'path-root-refused'; readonly tag: string }
  | { readonly kind: 'bad-request'; readonly status: number; readonly text: string }
  | { readonly kind: 'bad-answer'; readonly detail: string }

/** Too many calls of any kind, or only too many writers in one namespace. */
export type RateScope = 'requests' | 'writes'

/** A fault on its way from one attempt to the loop that decides what follows. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly fault: Fault

  constructor(fault: Fault, cause?: unknown) {
    super(fault.kind, { cause })
    this.fault = fault
  }
}

const Tagged = v.looseObject({ '.tag': v.string() })
const Summarised = v.looseObject({ error: v.unknown(), error_summary: v.optional(v.string(), '') })
const RateLimited = v.looseObject({
  error: v.looseObject({ reason: Tagged, retry_after: v.optional(v.number()) }),
})

/**
 * Sorts an answer whose status is not a success. `body` is the parsed JSON, or the text when it is none; statuses and shapes:
 * dropbox.com/developers/documentation/http/documentation#error-handling.
 */
export function faultOf(status: number, retryAfter: string | undefined, body: unknown): Fault {
  if (status === 429) return rateLimit(retryAfter, body)
  if (status >= 500) return { kind: 'broken', detail: `Dropbox answered with status ${status}` }
  if (status === 401) return refusedToken(body)
  if (status === 403) return { kind: 'app-refused', tag: errorTag(body) ?? 'access_denied', scope: undefined }
  if (status === 409) {
    if (typeof body === 'string') return { kind: 'broken', detail: 'an answer that is no JSON' }
    const parsed = v.safeParse(Summarised, body)
    if (!parsed.success) return { kind: 'bad-answer', detail: 'status 409 without an error in it' }
    return { kind: 'refused', error: parsed.output.error, summary: parsed.output.error_summary }
  }
  if (status === 422) return { kind: 'path-root-refused', tag: errorTag(body) ?? 'invalid_root' }
  if (status === 400) return badRequest(body)
  // A route that is not known, and what a proxy on the way finds too large.
  if (status === 404 || status === 413 || status === 431)
    return { kind: 'bad-request', status, text: textOf(body) }
  // It might lead to anybody, and the token with it.
  if (status >= 300 && status < 400)
    return { kind: 'bad-answer', detail: `a redirect (status ${status}), which is not followed` }
  return { kind: 'bad-answer', detail: `status ${status}` }
}

function badRequest(body: unknown): Fault {
  const text = textOf(body)
  if (/app is not (allowed|permitted)/i.test(text))
    return { kind: 'app-refused', tag: 'app_not_allowed', scope: undefined }
  if (/access token is malformed|Invalid authorization value/i.test(text))
    return { kind: 'token-refused', tag: 'malformed_access_token' }
  return { kind: 'bad-request', status: 400, text }
}

function rateLimit(header: string | undefined, body: unknown): Fault {
  const parsed = v.safeParse(RateLimited, body)
  const reason = parsed.success ? parsed.output.error.reason['.tag'] : 'too_many_requests'
  const stated = header === undefined ? Number.NaN : Number(header)
  const seconds = Number.isFinite(stated)
    ? stated
    : parsed.success
      ? parsed.output.error.retry_after
      : undefined
  return {
    kind: 'rate-limited',
    scope: reason === 'too_many_write_operations' ? 'writes' : 'requests',
    retryAfter: seconds === undefined ? undefined : Math.max(0, seconds) * 1000,
  }
}

function refusedToken(body: unknown): Fault {
  const tag = errorTag(body) ?? 'invalid_access_token'
  switch (tag) {
    case 'missing_scope': {
      const parsed = v.safeParse(
        v.looseObject({ error: v.looseObject({ required_scope: v.string() }) }),
        body,
      )
      return {
        kind: 'app-refused',
        tag,
        scope: parsed.success ? parsed.output.error.required_scope : undefined,
      }
    }
    case 'route_access_denied':
    case 'invalid_select_user':
    case 'invalid_select_admin':
      return { kind: 'app-refused', tag, scope: undefined }
    case 'user_suspended':
      return { kind: 'account-refused', tag }
    default:
      return { kind: 'token-refused', tag }
  }
}

function errorTag(body: unknown): string | undefined {
  const parsed = v.safeParse(v.looseObject({ error: Tagged }), body)
  return parsed.success ? parsed.output.error['.tag'] : undefined
}

function textOf(body: unknown): string {
  const text =
    typeof body === 'string' ? body : isDeep(body) ? 'nested without end' : JSON.stringify(body ?? '')
  return text.slice(0, 1000).replaceAll(/Bearer [^\s"]+/g, 'Bearer [secret]')
}

/** How far errors are looked into. Dropbox nests its unions four deep; what nests without end would overflow the stack. */
const deepest = 20

/**
 * Whether an error, wherever in it, says that others write to the namespace just now or that the server stumbled: the same
 * call may succeed a moment later (`too_many_write_operations`, `internal_error`).
 */
export function isPassing(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth === deepest) return false
  return Object.entries(error).some(([key, value]) =>
    key === '.tag'
      ? value === 'too_many_write_operations' || value === 'internal_error'
      : isPassing(value, depth + 1),
  )
}

function isDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === deepest || Object.values(value).some((inner) => isDeep(inner, depth + 1))
}
