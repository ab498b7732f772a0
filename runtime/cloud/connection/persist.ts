import type { Clock } from '../../ports/clock.ts'
import { CloudError } from '../../ports/cloud.ts'
import type { Random } from '../../ports/random.ts'
import { BadRequestError, RouteError } from './call-errors.ts'
import { type Fault, FaultError, isPassing } from './faults.ts'
import type { ConnectionLog } from './log.ts'

export interface PersistOptions {
  readonly route: string
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal | undefined
  readonly log: ConnectionLog
  /** Told of each 429 for too many requests, with how long nothing should go out, in ms. */
  readonly slowDown: (pause: number) => void
  /** Told of each attempt: why it got no answer at all, or undefined when Dropbox said anything. */
  readonly reached?: ((trouble: string | undefined) => void) | undefined
  /** Other writers are not waited out, but told as a RouteError: the caller has a way that need not send as much again. */
  readonly tellsOfWriters?: boolean | undefined
  /** Makes the next attempt use another token; false when there can be none. */
  readonly renewToken: () => boolean
}

/** Attempts without an answer, about 15 s of waiting in all, after which Dropbox counts as out of reach. */
const brokenAttempts = 6
/** Refusals for too many calls or writers, some minutes in all, after which the same is said. */
const limitedAttempts = 14

const otherWriters = 'too_many_write_operations'

/** A pause that Dropbox asks for is kept to, though not for ever, ms. */
const longestPause = 600_000

/**
 * Makes one call come through: faults that pass are waited out with jitter, a stale token is renewed once.
 * Throws RouteError and BadRequestError for what Dropbox refused, CloudError 'offline', 'unlinked', 'app-refused', 'bad-answer' or
 * 'aborted' for the rest, and whatever else `attempt` throws as it is.
 */
export async function persist<Value>(options: PersistOptions, attempt: () => Promise<Value>): Promise<Value> {
  const { route, clock, random, signal, log } = options
  let broken = 0
  let limited = 0
  let renewed = false

  const wait = async (duration: number, why: string): Promise<void> => {
    log({ kind: 'retrying', route, attempt: broken + limited, wait: Math.round(duration), why })
    await clock.sleep(duration, signal)
  }

  for (;;) {
    if (signal?.aborted) throw abortedError(signal)
    try {
      const answer = await attempt()
      options.reached?.(undefined)
      return answer
    } catch (error) {
      if (signal?.aborted) throw abortedError(signal)
      if (!(error instanceof FaultError)) throw error
      const { fault } = error
      options.reached?.(fault.kind === 'broken' && fault.unanswered ? fault.detail : undefined)
      switch (fault.kind) {
        case 'broken':
          broken++
          if (broken >= brokenAttempts) throw offlineError(fault.detail, error)
          await wait(400 * 2 ** (broken - 1) * (0.5 + random.fraction() / 2), fault.detail)
          break
        case 'rate-limited':
          if (fault.scope === 'writes' && options.tellsOfWriters)
            throw new RouteError(route, { '.tag': otherWriters }, otherWriters, broken > 0)
          limited++
          if (limited >= limitedAttempts) throw offlineError('Dropbox keeps asking for fewer calls', error)
          await waitForTurn(fault)
          break
        case 'refused':
          if (!isPassing(fault.error) || options.tellsOfWriters)
            throw new RouteError(route, fault.error, fault.summary, broken > 0)
          limited++
          if (limited >= limitedAttempts) throw new RouteError(route, fault.error, fault.summary, broken > 0)
          await wait(contention(limited, random), fault.summary)
          break
        case 'token-refused':
          if (renewed || !options.renewToken()) throw unlinkedError(fault.tag, error)
          renewed = true
          break
        case 'account-refused':
          throw unlinkedError(fault.tag, error)
        case 'app-refused':
          throw appRefusedError(route, fault, error)
        case 'path-root-refused':
          throw new CloudError(
            'root-missing',
            'The team space that this computer syncs with is not the one of this account any more',
            { cause: error, data: { root: '', reason: fault.tag } },
          )
        case 'bad-request':
          throw new BadRequestError(route, fault.status, fault.text)
        case 'bad-answer':
          throw new CloudError('bad-answer', `${route}: ${fault.detail}`, { cause: error, data: { route } })
        default:
          throw fault satisfies never
      }
    }
  }

  async function waitForTurn(fault: Extract<Fault, { kind: 'rate-limited' }>): Promise<void> {
    const askedFor = fault.retryAfter === undefined ? undefined : Math.min(fault.retryAfter, longestPause)
    if (fault.scope === 'writes') {
      await wait((askedFor ?? 0) + contention(limited, random), 'too many write operations')
      return
    }
    // Without Retry-After the pause doubles up to a minute.
    const stated = askedFor ?? Math.min(60_000, 1000 * 2 ** (limited - 1))
    const pause = stated * (1 + random.fraction() / 4)
    options.slowDown(pause)
    await wait(pause, 'too many requests')
  }
}

/** ms to wait for other writers: short at first, never over 8 s. */
function contention(times: number, random: Random): number {
  return Math.min(8000, 250 * 2 ** times) * (0.5 + random.fraction() / 2)
}

/** The CloudError for work that its caller called off. */
export function abortedError(signal: AbortSignal): CloudError {
  return new CloudError('aborted', 'Stopped', { cause: signal.reason })
}

function offlineError(detail: string, cause: unknown): CloudError {
  return new CloudError('offline', `Dropbox cannot be reached: ${detail}`, { cause, data: { detail } })
}

function unlinkedError(reason: string, cause: unknown): CloudError {
  return new CloudError('unlinked', `Dropbox no longer accepts this box's link: ${reason}`, {
    cause,
    data: { reason },
  })
}

function appRefusedError(
  route: string,
  fault: Extract<Fault, { kind: 'app-refused' }>,
  cause: unknown,
): CloudError {
  const lacking = fault.scope === undefined ? fault.tag : `the permission ${fault.scope} is missing`
  return new CloudError('app-refused', `The Dropbox app may not do this: ${lacking}`, {
    cause,
    data: { route, reason: fault.tag, ...(fault.scope === undefined ? {} : { scope: fault.scope }) },
  })
}
