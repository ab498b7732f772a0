/** Time, as the agent needs it. */
export interface Clock {
  /** ms since 1970, for people and for Dropbox; never compared with another machine's. */
  now(): number
  /** ms since some moment, never set back; for durations and timers. */
  monotonic(): number
  /** Resolves after `duration` ms, or at once when `signal` is aborted (without an error). */
  sleep(duration: number, signal?: AbortSignal): Promise<void>
}
