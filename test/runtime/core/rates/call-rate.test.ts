import test from 'ava'
import { createCallRate } from '../../../../runtime/core/rates/call-rate.ts'
import { bucket, fixedWindow, type LetsThrough, slidingWindow } from './limited-server.ts'

const minute = 60_000

interface Demand {
  /** Calls that are out at once, each taking `latency` ms. */
  readonly streams: number
  readonly latency: number
  readonly retryAfter: number
  /** When the throughput is judged from; a minute. */
  readonly settled?: number
}

/** Streams of calls that never end, in virtual time: when each was let through, and when each was refused. */
function run(letsThrough: LetsThrough, { streams, latency, retryAfter }: Demand, duration: number) {
  const rate = createCallRate()
  const accepted: number[] = []
  const refused: number[] = []
  const waiting = Array.from({ length: streams }, () => 0)
  const answers: { readonly at: number; readonly sentAt: number; readonly ok: boolean }[] = []
  let clock = 0
  while (clock < duration) {
    const nextAnswer = answers[0]?.at ?? Number.POSITIVE_INFINITY
    const nextCall = Math.min(...waiting)
    clock = Math.max(clock, Math.min(nextAnswer, nextCall))
    if (nextAnswer <= nextCall) {
      const answer = answers.shift()
      if (answer === undefined) break
      if (answer.ok) rate.accepted(clock, answer.sentAt)
      else {
        rate.refused(clock, answer.sentAt)
        rate.pause(clock + retryAfter)
      }
      waiting.push(answer.ok ? clock : clock + retryAfter)
      continue
    }
    waiting.splice(waiting.indexOf(nextCall), 1)
    const wait = rate.take(clock)
    if (wait > 0) {
      waiting.push(clock + wait)
      continue
    }
    const ok = letsThrough(clock)
    ;(ok ? accepted : refused).push(clock)
    answers.push({ at: clock + latency, sentAt: clock, ok })
  }
  return { accepted, refused }
}

const between = (moments: readonly number[], from: number, to: number): number =>
  moments.filter((at) => at >= from && at < to).length

const demand: Demand = { streams: 24, latency: 60, retryAfter: 15_000 }

for (const [name, server, allowed, asks] of [
  ['150 calls a minute', () => fixedWindow(150, minute), 2.5, demand],
  ['600 calls a minute', () => fixedWindow(600, minute), 10, demand],
  [
    '600 calls a minute, with a Retry-After of a second',
    () => fixedWindow(600, minute),
    10,
    { ...demand, retryAfter: 1000 },
  ],
  ['6,000 calls a minute', () => fixedWindow(6000, minute), 100, demand],
  [
    '3,000 calls in five minutes, with a Retry-After of as much',
    () => fixedWindow(3000, 5 * minute),
    10,
    { ...demand, retryAfter: 5 * minute, settled: 10 * minute },
  ],
  ['100 calls in ten seconds', () => fixedWindow(100, 10_000), 10, { ...demand, retryAfter: 10_000 }],
  ['600 calls in any minute', () => slidingWindow(600, minute), 10, demand],
  ['10 calls a second and 50 saved up', () => bucket(10, 50), 10, { ...demand, retryAfter: 1000 }],
  ['10 calls a second and 600 saved up', () => bucket(10, 600), 10, demand],
  [
    '50 calls a second and 100 saved up, slow answers',
    () => bucket(50, 100),
    50,
    { ...demand, latency: 300, retryAfter: 5000 },
  ],
] as const)
  test(`${name}: after the first minute at most 1 % is refused, and 80 % of what is allowed goes through`, (t) => {
    const end = 20 * minute
    const { accepted, refused } = run(server(), asks, end)
    const good = between(accepted, minute, end)
    const bad = between(refused, minute, end)
    const settled = asks.settled ?? minute
    const flow = (between(accepted, settled, end) / (end - settled)) * 1000
    t.log(
      `${((100 * bad) / (good + bad)).toFixed(2)} % refused, ${((100 * flow) / allowed).toFixed(1)} % of what is allowed`,
    )
    t.true(bad <= 0.01 * (good + bad))
    t.true(flow >= 0.8 * allowed)
  })

/** A rate that has learned that 600 calls in a minute are all that is allowed; gives the moment of that, too. */
function limited() {
  const rate = createCallRate()
  for (let call = 0; call < 600; call++) rate.accepted(call, call)
  rate.refused(1000, 990)
  rate.pause(60_000)
  acceptOne(rate, 60_000)
  return { rate, now: 60_100 }
}

function acceptOne(rate: ReturnType<typeof createCallRate>, at: number): void {
  rate.take(at)
  rate.accepted(at + 100, at)
}

test('nothing is limited before a call was refused', (t) => {
  const rate = createCallRate()
  for (let call = 0; call < 10_000; call++) t.is(rate.take(0), 0)
  t.is(rate.perSecond(0), undefined)
})

test('after a refusal nothing goes out before the pause has passed, and then one call by itself', (t) => {
  const rate = createCallRate()
  rate.take(0)
  rate.refused(100, 0)
  rate.pause(15_100)
  t.is(rate.take(100), 15_000)
  t.is(rate.take(15_099), 1)
  t.is(rate.take(15_100), 0)
  t.true(rate.take(15_100) > 0)
  t.true(rate.take(15_500) > 0)
})

test('what was let through until calls were accepted again is taken for the limit', (t) => {
  const { rate, now } = limited()
  const learned = rate.perSecond(now) ?? 0
  t.true(learned > 8.5 && learned < 10, `${learned}`)
})

test('refusals of calls that were out together are one sign', (t) => {
  const { rate, now } = limited()
  rate.take(now)
  rate.refused(now + 100, now)
  for (let call = 0; call < 20; call++) rate.refused(now + 100 + call, now)
  acceptOne(rate, now + 1200)
  const once = rate.perSecond(now + 1300) ?? 0
  for (let call = 0; call < 20; call++) rate.refused(now + 1300 + call, now)
  t.is(rate.perSecond(now + 1300), once)
})

test('an answer to a call from before the refusal does not say that the limit is lifted', (t) => {
  const rate = createCallRate()
  rate.take(0)
  rate.refused(100, 0)
  rate.accepted(200, 0)
  t.is(rate.take(200), 0)
  t.true(rate.take(300) > 0)
})

test('a few calls save up while nobody calls, and no more than that', (t) => {
  const { rate, now } = limited()
  const later = now + 600_000
  let atOnce = 0
  while (rate.take(later) === 0) atOnce++
  t.true(atOnce > 5 && atOnce < 40, `${atOnce}`)
})

test('a limit that was lifted holds calls up less and less', (t) => {
  const once = fixedWindow(600, minute)
  const { accepted } = run((now) => now > 5 * minute || once(now), demand, 60 * minute)
  t.true(between(accepted, 59 * minute, 60 * minute) > 2 * 600)
})

test('passing trouble that refuses now this call and now that one holds nobody up for long', (t) => {
  let call = 0
  const trouble: LetsThrough = (now) => now > 30_000 || ++call % 3 !== 0
  const { accepted } = run(trouble, { streams: 4, latency: 60, retryAfter: 1000 }, 5 * minute)
  const flow = (from: number, to: number) => between(accepted, from, to) / ((to - from) / 1000)
  t.true(flow(minute / 2, minute) > 1.5, `${flow(minute / 2, minute)}`)
  t.true(flow(4 * minute, 5 * minute) > 20, `${flow(4 * minute, 5 * minute)}`)
})

test('refusals that tell nothing of a limit leave calls a way out', (t) => {
  const rate = createCallRate()
  for (let times = 0, now = 0; times < 30; times++, now += 10_000) {
    rate.refused(now, now)
    acceptOne(rate, now + 5000)
  }
  t.true((rate.perSecond(300_000) ?? 0) >= 0.1)
})
