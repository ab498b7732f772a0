/** The code of the error that ends such a wait. */
export const silenceCode = 'ERR_SILENCE'

/** Silence that a single timer ends. */
export interface OneTimer {
  /** Aborted when it was silent for too long, by an error with `silenceCode`, and when the caller's own signal is. */
  readonly signal: AbortSignal
  /** The answer has begun, or none will come. */
  stop(): void
}

/** Waits `silence` ms for an answer to begin. Undici's own clock ticks twice a second while it waits, each time waking a box that is at rest. */
export function startOneTimer(silence: number, signal: AbortSignal | undefined): OneTimer {
  const waiting = new AbortController()
  const timer = setTimeout(() => {
    waiting.abort(Object.assign(new Error('No answer began in time'), { code: silenceCode }))
  }, silence)
  return {
    signal: signal === undefined ? waiting.signal : AbortSignal.any([signal, waiting.signal]),
    stop: () => clearTimeout(timer),
  }
}
