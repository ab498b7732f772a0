/** A tagged union as it goes over the wire: `{".tag": "not_found"}`, with more members where the tag has data. */
export interface Tagged {
  '.tag': string
  [member: string]: unknown
}

/** Names a union member without data. */
export function tag(name: string): Tagged {
  return { '.tag': name }
}

/** Names a union member whose data is another union or a primitive: it is nested under its own name. */
export function nest(name: string, inner: unknown): Tagged {
  return { '.tag': name, [name]: inner }
}

/** 400 with a text body: the request could not be understood. The text follows the route's name, or stands alone. */
export class BadInput extends Error {
  override readonly name = 'BadInput'
  readonly form: 'after the route' | 'alone'
  constructor(text: string, form: 'after the route' | 'alone' = 'after the route') {
    super(text)
    this.form = form
  }
}

/** 401: the token is missing its right to be here. `error` is an AuthError. */
export class AuthFailure extends Error {
  readonly error: Tagged
  constructor(error: Tagged) {
    super(error['.tag'])
    this.name = 'AuthFailure'
    this.error = error
  }
}

/** 403: the account may not do this. `error` is an AccessError. */
export class AccessFailure extends Error {
  readonly error: Tagged
  constructor(error: Tagged) {
    super(error['.tag'])
    this.name = 'AccessFailure'
    this.error = error
  }
}

/** 409: the route's own error union. `summary` is for the rare error whose tags do not all belong to its summary. */
export class RouteFailure extends Error {
  readonly error: Tagged
  readonly summary: string | undefined
  constructor(error: Tagged, summary?: string) {
    super(error['.tag'])
    this.name = 'RouteFailure'
    this.error = error
    this.summary = summary
  }
}

/** 422: Dropbox-API-Path-Root cannot be used. `error` is a PathRootError. */
export class PathRootFailure extends Error {
  readonly error: Tagged
  constructor(error: Tagged) {
    super(error['.tag'])
    this.name = 'PathRootFailure'
    this.error = error
  }
}

/** 429: `reason` says which limit was met; `retryAfter` is in seconds, null sends no Retry-After header. */
export class RateFailure extends Error {
  readonly reason: 'too_many_requests' | 'too_many_write_operations'
  readonly retryAfter: number | null
  readonly body: 'json' | 'text'
  constructor(
    reason: 'too_many_requests' | 'too_many_write_operations',
    retryAfter: number | null,
    body: 'json' | 'text' = 'json',
  ) {
    super(reason)
    this.name = 'RateFailure'
    this.reason = reason
    this.retryAfter = retryAfter
    this.body = body
  }
}

/** A path leads nowhere usable. `error` is a LookupError; each route says in which member of its union it stands. */
export class LookupFailure extends Error {
  readonly error: Tagged
  constructor(error: Tagged) {
    super(error['.tag'])
    this.name = 'LookupFailure'
    this.error = error
  }
}

/** A path cannot be written. `error` is a WriteError; each route says in which member of its union it stands. */
export class WriteFailure extends Error {
  readonly error: Tagged
  constructor(error: Tagged) {
    super(error['.tag'])
    this.name = 'WriteFailure'
    this.error = error
  }
}

/** Runs `work`; a lookup failure in it becomes the route's own error in the named member. */
export function lookupAs<T>(member: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof LookupFailure) throw new RouteFailure(nest(member, error.error))
    throw error
  }
}

/** Runs `work`; a write failure in it becomes the route's own error in the named member. */
export function writeAs<T>(member: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof WriteFailure) throw new RouteFailure(nest(member, error.error))
    throw error
  }
}
