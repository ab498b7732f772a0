import type { Clock } from '../ports/clock.ts'
import { CloudError } from '../ports/cloud.ts'

/** So long, ms, Dropbox may be out of reach before whoever asks is told that instead of an answer: an attempt or two that fail are no news. */
const patience = 5_000
/** The same for one call that is not answered: an account may be large, and a connection slow. */
const longestCall = 10_000
/** Between two looks at that after those, ms. */
const lookEvery = 1_000

/** Why a wait ends; without a reason it would make an exception with a stack. */
const over = 'answered'

/** Lets nobody wait for an answer that takes a look at Dropbox while that cannot be reached. */
export interface OutOfReach {
  /** Why Dropbox gives no answer, or, with undefined, that it gave one; as `Cloud.watchConnection` tells it. */
  told(trouble: string | undefined): void
  /** Passes on the answer to a call that such a look makes. */
  during<Answer>(call: Promise<Answer>): Promise<Answer>
  /**
   * The answer, unless Dropbox has been out of reach, or silent, for some seconds since it was asked for: then rejects with CloudError `offline`, if
   * `withdraw` says that nothing comes of the question any more.
   */
  within<Answer>(answer: Promise<Answer>, withdraw: () => boolean): Promise<Answer>
}

export function createOutOfReach(clock: Clock): OutOfReach {
  let trouble: { readonly why: string; readonly since: number } | undefined
  /** When the calls began that are not answered; monotonic ms. */
  const calls = new Set<{ readonly since: number }>()

  /** What keeps an answer that was asked for at `began` from coming, if that has lasted. */
  const hindrance = (began: number): string | undefined => {
    const lasts = (since: number): number => clock.monotonic() - Math.max(since, began)
    if (trouble !== undefined && lasts(trouble.since) >= patience)
      return `Dropbox cannot be reached: ${trouble.why}`
    const isSilent = [...calls].some(({ since }) => lasts(since) >= longestCall)
    return isSilent ? 'Dropbox cannot be reached: it gives no answer' : undefined
  }

  return {
    told(now) {
      trouble = now === undefined ? undefined : { why: now, since: trouble?.since ?? clock.monotonic() }
    },
    async during(call) {
      const own = { since: clock.monotonic() }
      calls.add(own)
      try {
        return await call
      } finally {
        calls.delete(own)
      }
    },
    within(answer, withdraw) {
      const ended = new AbortController()
      const began = clock.monotonic()
      return new Promise((resolve, reject) => {
        const watch = async (): Promise<void> => {
          for (let pause = patience; ; pause = lookEvery) {
            await clock.sleep(pause, ended.signal)
            if (ended.signal.aborted) return
            const why = hindrance(began)
            if (why !== undefined && withdraw()) return reject(new CloudError('offline', why))
          }
        }
        watch().catch(reject)
        answer.then(resolve, reject).finally(() => ended.abort(over))
      })
    },
  }
}
