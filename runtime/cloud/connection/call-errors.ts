/** Dropbox refused one call by the route's own error union (status 409). */
export class RouteError extends Error {
  override readonly name = 'RouteError'
  readonly route: string
  /** The error union as Dropbox sent it. */
  readonly error: unknown
  /** An earlier attempt of the same call got no answer, so it may have been carried out before this refusal. */
  readonly uncertain: boolean

  constructor(route: string, error: unknown, summary: string, uncertain: boolean) {
    super(`${route}: ${summary}`)
    this.route = route
    this.error = error
    this.uncertain = uncertain
  }
}

/** Dropbox found a call malformed (status 400) or unknown (404), or something on the way found it too large (413, 431). */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError'
  readonly route: string
  readonly status: number
  readonly text: string

  constructor(route: string, status: number, text: string) {
    super(`${route}: status ${status}: ${text}`)
    this.route = route
    this.status = status
    this.text = text
  }
}
