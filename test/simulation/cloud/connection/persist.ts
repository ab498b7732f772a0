import type { Clock } from '../../../../runtime/ports/clock.ts'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import type { Random } from '../../../../runtime/ports/random.ts'

/** What one attempt at a request came to. */
export type Attempt<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'broken' }
  /** `pause`: ms during which Dropbox wants nothing more of this box. */
  | { readonly kind: 'limited'; readonly pause: number }
  | { readonly kind: 'contended' }
  | { readonly kind: 'unlinked' }
  | { readonly kind: 'bad-answer' }

export interface Answered<Value> {
  readonly value: Value
  /** An earlier attempt got no answer, so it may have been carried out before this one. */
  readonly uncertain: boolean
}

/** So many attempts without an answer, and so many refusals for others' sake, make Dropbox out of reach; the adapter's numbers. */
const brokenAttempts = 6
const limitedAttempts = 14

/** Makes one request come through as the port promises: what passes is waited out with jitter. Throws CloudError. */
export async function persist<Value>(
  {
    clock,
    random,
    slowDown,
  }: { readonly clock: Clock; readonly random: Random; readonly slowDown: (pause: number) => void },
  signal: AbortSignal | undefined,
  attempt: () => Promise<Attempt<Value>>,
): Promise<Answered<Value>> {
  let broken = 0
  let limited = 0
  for (;;) {
    if (signal?.aborted) throw abortedBy(signal)
    const outcome = await attempt()
    if (outcome.kind === 'answered') return { value: outcome.value, uncertain: broken > 0 }
    switch (outcome.kind) {
      case 'broken':
        broken++
        if (broken >= brokenAttempts) throw offline('no answer')
        await clock.sleep(400 * 2 ** (broken - 1) * (0.5 + random.fraction() / 2), signal)
        break
      case 'limited':
        limited++
        if (limited >= limitedAttempts) throw offline('too many requests')
        slowDown(outcome.pause * (1 + random.fraction() / 4))
        break
      case 'contended':
        limited++
        if (limited >= limitedAttempts) throw offline('too many write operations')
        await clock.sleep(Math.min(8000, 250 * 2 ** limited) * (0.5 + random.fraction() / 2), signal)
        break
      case 'unlinked':
        throw new CloudError('unlinked', 'Dropbox no longer accepts this box', {
          data: { reason: 'simulated' },
        })
      case 'bad-answer':
        throw new CloudError('bad-answer', 'An answer that cannot be understood')
      default:
        throw outcome satisfies never
    }
  }
}

/** The error of work that its caller called off. */
export function abortedBy(signal: AbortSignal): CloudError {
  return new CloudError('aborted', 'Stopped', { cause: signal.reason })
}

function offline(detail: string): CloudError {
  return new CloudError('offline', `Dropbox cannot be reached: ${detail}`, { data: { detail } })
}
