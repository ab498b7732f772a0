import type { Clock } from '../ports/clock.ts'
import type { Account, Cloud } from '../ports/cloud.ts'

/** Knows whose Dropbox it is. */
export interface Whose {
  /** Whose it is, once that was asked. */
  known(): Account | undefined
  /** Asks beside what else is to be done, if that is due: whoever asks next has the answer sooner. Never throws; the next to ask meets what goes wrong. */
  askAhead(signal: AbortSignal): void
  /**
   * Asks, if that was not done for long. Nothing but an authorised call tells of a link that was ended elsewhere: waiting for changes needs no
   * token, and while nothing changes there is no other call. Throws CloudError.
   */
  ask(signal: AbortSignal): Promise<Account>
  /** What was answered may not hold any more. */
  doubt(): void
}

/** `every`: how long an answer holds while nothing is wrong, ms. */
export function createWhose(cloud: Pick<Cloud, 'account'>, clock: Clock, every: number): Whose {
  let account: Account | undefined
  /** Monotonic ms. */
  let asked = Number.NEGATIVE_INFINITY
  let doubts = 0
  /** What was asked ahead, and nobody has had yet. */
  let ahead: Promise<Account> | undefined

  const isDue = (): boolean => account === undefined || clock.monotonic() - asked >= every

  const question = async (signal: AbortSignal): Promise<Account> => {
    const [now, before] = [clock.monotonic(), doubts]
    account = await cloud.account(signal)
    if (doubts === before) asked = now
    return account
  }

  return {
    known: () => account,
    askAhead(signal) {
      if (ahead !== undefined || !isDue()) return
      ahead = question(signal)
      ahead.catch(() => undefined)
    },
    async ask(signal) {
      const answer = ahead
      ahead = undefined
      if (answer !== undefined) return await answer
      return account !== undefined && !isDue() ? account : await question(signal)
    },
    doubt() {
      doubts++
      asked = Number.NEGATIVE_INFINITY
      ahead = undefined
    },
  }
}
