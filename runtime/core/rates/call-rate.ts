/**
 * How fast calls to one account may follow one another, learned from refusals (status 429): nothing limits them before the first one, since
 * Dropbox publishes no figure. Times are ms of a clock that is never set back.
 */
export interface CallRate {
  /** Takes the place of one call, and gives 0, when it may go out now; else gives how long to wait before asking again. */
  take(now: number): number
  /** A call that went out at `sentAt` was answered with anything but a refusal. */
  accepted(now: number, sentAt: number): void
  /** A call that went out at `sentAt` was refused for there being too many. */
  refused(now: number, sentAt: number): void
  /** Nothing may go out before `until`. */
  pause(until: number): void
  /** Calls per second; undefined while no limit is known. */
  perSecond(now: number): number | undefined
}

/** What went out within this time before a refusal is taken for what the limit allows, in ms. */
const memory = 60_000
/** Calls that add up while nobody calls, as the time in which they would have gone out, in ms: a person's edit after a pause need not wait. */
const burst = 2000
/** While nobody knows whether the limit is lifted, calls try it one by one, so far apart, in ms. */
const trialSpacing = 1000

/** Fewer accepted calls than this tell nothing about a limit. */
const tellingCalls = 10
/** A refusal after so many accepted calls, or after a minute, means that the rate was little over the limit. */
const steadyCalls = 100
/**
 * The least rate, in calls per ms. Passing trouble that refuses now this call and now that one looks like an ever lower limit, and must not hold
 * anybody up; where the limit is lower still, the pauses that Dropbox asks for keep to it.
 */
const leastRate = 2 / 1000
/** After a refusal that tells nothing the rate doubles with so many accepted calls, or in so long (ms): that was a passing trouble more likely than a limit. */
const callsToDouble = 10
const timeToDouble = 10_000

/** What a refusal after many accepted calls leaves of the rate. */
const smallStep = 0.9

/** Accepted calls that the rate takes to come back to where it was refused; so few are refused that they are well under 1 %. */
const callsToReturn = 200
/** It takes this many times as long as the refusal cost at least, so that little time is lost by trying. */
const pausesToReturn = 20
/** Below this rate, in calls per ms, a limit that was low by mistake costs more than one that is tried too soon: it doubles with so many calls. */
const slow = 5 / 1000
const callsBeyond = 100
/** A limit that nobody meets for so long, in ms, is forgotten little by little. */
const forgetting = 3_600_000

/** More than this makes no difference any more. */
const mostDoublings = 20

interface Limit {
  /** The rate near which calls were refused, in calls per ms. */
  readonly ceiling: number
  /** How long the refusal kept calls waiting, in ms. */
  readonly cost: number
  readonly since: number
  /** Whether so many calls had been accepted that their number tells of a limit. */
  readonly telling: boolean
  /** Accepted calls since then. */
  calls: number
}

/** A refusal that no accepted call has followed yet. */
interface Refusal {
  readonly at: number
  /** What was accepted before it, within `span` ms. */
  readonly calls: number
  readonly span: number
}

/**
 * After a refusal one call at a time tries whether the limit is lifted; the first that is accepted tells how many calls the limit lets through in
 * how long. From there the rate returns as the window of TCP CUBIC does (RFC 9438, section 4.2): slowly around the rate that was
 * refused, and faster when nothing is refused beyond it. Refusals of calls that were out together are one sign.
 */
export function createCallRate(): CallRate {
  let limit: Limit | undefined
  let refusal: Refusal | undefined
  let pausedUntil = 0
  /** When the next call could go out if none had been saved up. */
  let next = 0
  /** Accepted calls by the second in which they were. */
  let recent: { readonly second: number; calls: number }[] = []

  const rateOf = ({ ceiling, cost, since, telling, calls }: Limit, now: number): number => {
    const passed = now - since
    if (!telling) return ceiling * 2 ** Math.min(calls / callsToDouble + passed / timeToDouble, mostDoublings)
    const shares = [calls / callsToReturn, passed / (pausesToReturn * Math.max(cost, 1))]
    const returned = Math.min(...shares) + passed / forgetting
    const near = ceiling * (1 + (1 - smallStep) * (returned - 1) ** 3)
    if (returned <= 1 || ceiling >= slow) return near
    const beyond = Math.min((calls - callsToReturn) / callsBeyond, mostDoublings)
    return Math.max(near, ceiling * 2 ** beyond)
  }

  const learn = (now: number, { at, calls, span }: Refusal): Limit => {
    const before = limit === undefined ? undefined : rateOf(limit, at)
    const sent = calls / Math.max(span, 1000)
    // The limit is what it let through in all this time; or the rate that was kept to, or half of it when that was far too much.
    let ceiling = calls / (now - at + span)
    let telling = true
    if (limit !== undefined && before !== undefined && before < 2 * sent) {
      const isNear = limit.calls >= steadyCalls || at - limit.since >= memory
      ceiling = isNear ? before : before / 2
    } else if (calls < tellingCalls) {
      telling = false
      ceiling = (before ?? leastRate) / 2
    }
    return { ceiling: Math.max(ceiling, leastRate), cost: now - at, since: now, telling, calls: 0 }
  }

  return {
    take(now) {
      if (now < pausedUntil) return pausedUntil - now
      const spacing = refusal ? trialSpacing : limit ? 1 / rateOf(limit, now) : 0
      const saved = refusal ? 0 : Math.max(burst - spacing, 0)
      if (next - saved > now) return next - saved - now
      next = Math.max(next, now) + spacing
      return 0
    },
    accepted(now, sentAt) {
      if (refusal !== undefined) {
        if (sentAt <= refusal.at) return
        limit = learn(now, refusal)
        refusal = undefined
        recent = []
        // The refusal shows that nothing is saved up there.
        next = now + burst
      }
      if (limit !== undefined) limit.calls++
      const second = Math.floor(now / 1000)
      const last = recent.at(-1)
      if (last?.second === second) last.calls++
      else recent = [...recent.filter((each) => each.second * 1000 > now - memory), { second, calls: 1 }]
    },
    refused(now, sentAt) {
      if (refusal !== undefined || sentAt < (limit?.since ?? 0)) return
      recent = recent.filter(({ second }) => second * 1000 > now - memory)
      const calls = recent.reduce((sum, each) => sum + each.calls, 0)
      refusal = { at: now, calls, span: now - (recent[0]?.second ?? now / 1000) * 1000 }
      next = now
    },
    pause(until) {
      pausedUntil = Math.max(pausedUntil, until)
    },
    perSecond: (now) => (limit === undefined ? undefined : rateOf(limit, now) * 1000),
  }
}
