import type { Clock } from '../ports/clock.ts'
import { CloudError } from '../ports/cloud.ts'

/** So long, ms, Dropbox may be out of reach before whoever asks is told that instead of an answer: an attempt or two that fail are no news. */
const patience = 5_000

/** Why a wait ends; without a reason it would make an exception with a stack. */
const over = 'answered'

/** Lets nobody wait for an answer that takes a look at Dropbox while that cannot be reached. */
export interface OutOfReach {
  /** Why Dropbox gives no answer, or, with undefined, that it gave one; as `Cloud.watchConnection` tells it. */
  told(trouble: string | undefined): void
  /**
   * The answer, unless Dropbox has been out of reach for a few seconds since it was asked for: then rejects with CloudError `offline`, if `withdraw`
   * says that nothing comes of the question any more.
   */
  within<Answer>(answer: Promise<Answer>, withdraw: () => boolean): Promise<Answer>
}

export function createOutOfReach(clock: Clock): OutOfReach {
  let trouble: string | undefined
  const watching = new Set<() => void>()

  return {
    told(now) {
      trouble = now
      for (const look of [...watching]) look()
    },
    within: (answer, withdraw) =>
      new Promise((resolve, reject) => {
        let waiting: AbortController | undefined
        const stopWaiting = (): void => {
          waiting?.abort(over)
          waiting = undefined
        }
        const end = (): void => {
          watching.delete(look)
          stopWaiting()
        }
        const giveUp = (): void => {
          if (!withdraw()) return
          end()
          reject(new CloudError('offline', `Dropbox cannot be reached: ${trouble}`))
        }
        const look = (): void => {
          if (trouble === undefined) stopWaiting()
          else if (waiting === undefined) {
            const current = new AbortController()
            waiting = current
            clock.sleep(patience, current.signal).then(() => current.signal.aborted || giveUp(), reject)
          }
        }
        watching.add(look)
        answer.then(resolve, reject).finally(end)
        look()
      }),
  }
}
