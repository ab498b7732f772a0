import test from 'ava'
import { createByteRate } from '../../../../runtime/core/rates/byte-rate.ts'

interface Streams {
  readonly count: number
  readonly piece: number
  /** How late a timer rings, in ms. */
  readonly late: number
  /** How long a stream does other things after each piece, in ms. */
  readonly rest: number
}

/** Streams that send without end in virtual time, under limits that hold from a moment on: how much each had sent by each second. */
function run(limits: ReadonlyMap<number, number | undefined>, streams: Streams, seconds: number) {
  const rate = createByteRate(limits.get(0))
  const sent = Array.from({ length: streams.count }, () => 0)
  const bySecond: number[] = []
  const ready = Array.from({ length: streams.count }, (_, stream) => ({
    stream,
    at: 0,
    place: undefined as ReturnType<typeof rate.take>,
  }))
  let told = 0
  for (let now = 0; now <= seconds * 1000; now++) {
    if (now > 0 && limits.has(now)) {
      rate.limit(now, limits.get(now))
      for (const each of ready) if (each.place !== undefined) each.at = now
    }
    for (const each of ready) {
      // Without a limit a stream sends a hundred pieces in a millisecond.
      for (let times = 0; times < 100 && each.at <= now; times++) {
        const wasWaiting = each.place !== undefined
        if (!wasWaiting) each.place = rate.take(now, streams.piece)
        const wait = each.place === undefined ? 0 : rate.wait(now, each.place)
        if (wait > 0) {
          each.at = now + Math.ceil(wait) + streams.late
          continue
        }
        each.place = undefined
        sent[each.stream] = (sent[each.stream] ?? 0) + streams.piece
        if (streams.rest > 0) each.at = now + streams.rest
      }
    }
    if (now % 1000 === 0 && now > 0) {
      const total = sent.reduce((sum, bytes) => sum + bytes, 0)
      bySecond.push(total - told)
      told = total
    }
  }
  return { bySecond, sent }
}

const busy: Streams = { count: 1, piece: 8192, late: 0, rest: 0 }
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)

for (const [name, perSecond, streams] of [
  ['one stream', 1_000_000, busy],
  ['twelve streams', 1_000_000, { ...busy, count: 12 }],
  ['timers that ring 20 ms late', 1_000_000, { ...busy, late: 20, piece: 50_000 }],
  ['streams that rest between pieces', 1_000_000, { ...busy, count: 4, rest: 8 }],
  ['a slow line', 20_000, { ...busy, piece: 1024 }],
  ['a fast line', 100_000_000, { ...busy, count: 3, piece: 128 * 1024 }],
] as const)
  test(`any four seconds are within 5 % of the limit: ${name}`, (t) => {
    const { bySecond } = run(new Map([[0, perSecond]]), streams, 20)
    for (let from = 0; from + 4 <= bySecond.length; from++) {
      const share = sum(bySecond.slice(from, from + 4)) / (4 * perSecond)
      t.true(share > 0.95 && share < 1.05, `${share} from second ${from} on`)
    }
  })

test('streams get equal shares', (t) => {
  const { sent } = run(new Map([[0, 1_000_000]]), { ...busy, count: 10 }, 10)
  for (const bytes of sent) t.true(Math.abs(bytes - 1_000_000) < 50_000, `${bytes}`)
})

test('a limit that changes holds at once, for what waits too', (t) => {
  const { bySecond } = run(
    new Map([
      [0, 10_000],
      [5000, 1_000_000],
      [10_000, 50_000],
    ]),
    { ...busy, count: 3 },
    15,
  )
  t.true(Math.abs(sum(bySecond.slice(0, 5)) - 50_000) <= 10_000)
  t.true(Math.abs(sum(bySecond.slice(5, 10)) - 5_000_000) <= 250_000)
  t.true(Math.abs(sum(bySecond.slice(10, 15)) - 250_000) <= 12_500)
})

test('without a limit nothing waits, and one that is lifted lets go of what waited', (t) => {
  const free = createByteRate(undefined)
  t.is(free.take(0, 1e12), undefined)
  const rate = createByteRate(1)
  const place = rate.take(0, 1e9)
  if (place === undefined) return t.fail()
  t.is(rate.wait(0, place), 1e12)
  rate.limit(5, undefined)
  t.is(rate.wait(5, place), 0)
  t.is(rate.take(5, 1e9), undefined)
})

test('what nobody used is not made up for later', (t) => {
  const rate = createByteRate(1000)
  const place = rate.take(3_600_000, 10_000)
  if (place === undefined) return t.fail()
  t.true(rate.wait(3_600_000, place) >= 9_500)
})

test('bytes pass in the order of asking', (t) => {
  const rate = createByteRate(1000)
  const places = [500, 1000, 100].map((bytes) => rate.take(0, bytes))
  t.deepEqual(
    places.map((place) => place && rate.wait(0, place)),
    [500, 1500, 1600],
  )
})
