/** A signal that follows two others for as long as somebody wants it. */
export interface EitherSignal {
  readonly signal: AbortSignal
  /** From now on it follows nothing. */
  leave(): void
}

/**
 * A signal that is aborted as soon as one of two is, with its reason. What `AbortSignal.any` gives, Node keeps alive until nobody listens to it any
 * more, and it is work for the collection of garbage.
 */
export function eitherSignal(one: AbortSignal, other: AbortSignal): EitherSignal {
  const either = new AbortController()
  const first = (): void => either.abort(one.reason)
  const second = (): void => either.abort(other.reason)
  if (one.aborted) first()
  else if (other.aborted) second()
  one.addEventListener('abort', first)
  other.addEventListener('abort', second)
  return {
    signal: either.signal,
    leave() {
      one.removeEventListener('abort', first)
      other.removeEventListener('abort', second)
    },
  }
}
