import test from 'ava'
import { crashPointsOf, spread, tryPoint } from './crash-points.ts'
import { stories } from './stories/stories.ts'

/** So many crash points per test run; `npm run reliability:crash-points` tries every one. */
const points = Number(process.env['CRASH_POINTS'] ?? 500)

test('wherever a box goes down, each path holds its old or its new content, nothing is lost, all ends as without the crash, and then it is quiet', async (t) => {
  t.timeout(300_000)
  for (const index of stories.keys()) {
    const all = await crashPointsOf(index, [index % 2 === 0 ? 'ordered' : 'logged'])
    for (const point of spread(all, Math.ceil(points / stories.length))) {
      const { violations } = await tryPoint(point, { looks: 3 })
      t.deepEqual(violations, [])
    }
  }
})

test('a story without a crash has boundaries, and the same ones each time', async (t) => {
  const [one, other] = [await crashPointsOf(12), await crashPointsOf(12)]
  const boundariesOf = (points: typeof one): unknown =>
    points.map(({ name, played, boundary }) => [name, played.boundaries[boundary]?.what])
  t.true(one.length > 100)
  t.deepEqual(boundariesOf(one), boundariesOf(other))
})
