import type { Clock } from '../ports/clock.ts'
import type { Account, Cloud } from '../ports/cloud.ts'

/** Knows whose Dropbox it is. */
export interface Whose {
  /** Whose it is, once that was asked. */
  known(): Account | undefined
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
  return {
    known: () => account,
    async ask(signal) {
      const now = clock.monotonic()
      if (account !== undefined && now - asked < every) return account
      account = await cloud.account(signal)
      asked = now
      return account
    },
    doubt() {
      asked = Number.NEGATIVE_INFINITY
    },
  }
}
