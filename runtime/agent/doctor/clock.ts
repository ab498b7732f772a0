import { type Finding, trouble, well } from './finding.ts'
import type { Reached } from './network.ts'

/** ms; so far a clock may be off before a person is told, and before it is wrong. */
const slight = 30_000
const grave = 3_600_000

/**
 * Compares the box's clock with the `Date` of Dropbox's answers (RFC 9110, section 6.6.1: whole seconds). Syncing compares no clocks; but
 * tokens end by it, certificates are judged by it, and conflict copies bear its day.
 */
export function checkClock(hosts: readonly Reached[]): Finding {
  const skews = hosts.flatMap(({ answer }) => {
    if (answer === undefined || answer.date === undefined) return []
    // The header was written about half way, and leaves out up to a second.
    return [answer.began + answer.took / 2 - (answer.date + 500)]
  })
  if (skews.length === 0)
    return trouble(
      'clock',
      'warning',
      'The clock could not be compared: no answer of Dropbox tells the time.',
      undefined,
    )
  // Of several answers the nearest: a cache on the way may have aged the others.
  const skew = skews.reduce((one, other) => (Math.abs(other) < Math.abs(one) ? other : one))
  const seconds = Math.round(skew / 100) / 10
  const data = { skew: seconds }
  const amount = Math.abs(skew)
  if (amount <= slight) return well('clock', `The clock is right (${seconds} s off Dropbox's).`, data)
  return trouble(
    'clock',
    amount <= grave ? 'warning' : 'wrong',
    `The clock of this computer is ${Math.abs(seconds)} s ${skew > 0 ? 'ahead of' : 'behind'} Dropbox's.`,
    'Set it right where the computer runs (a container has the clock of its host). Syncing goes on meanwhile.',
    data,
  )
}
