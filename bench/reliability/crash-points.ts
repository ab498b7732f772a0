import { crashPointsOf, spread, tryPoint } from '../../test/simulation/crash-points/crash-points.ts'
import { stories } from '../../test/simulation/crash-points/stories/stories.ts'
import { record } from '../record.ts'
import { inPieces, readSettings } from './pieces.ts'

/**
 * `npm run reliability:crash-points -- [--first STORY] [--count STORIES] [--points N] [--minutes M] [--workers W]`: lets a box go down at every
 * boundary of every story in every way, or at N points of each story, spread evenly. Keeps the result in bench/results/crash-points.jsonl; exit code 1
 * on any violation. `--point NAME` tells what happens at one of them.
 */
const settings = readSettings({ first: 0, count: stories.length }, ['points', 'point'])
const most = Number(settings.others['points'] ?? Number.POSITIVE_INFINITY)
const looks = 10

if (settings.others['point'] === undefined) await runAll()
else await tellOne(settings.others['point'])

async function runAll(): Promise<void> {
  const began = performance.now()
  const count = Math.min(settings.count, stories.length - settings.first)
  const results = await inPieces(
    import.meta.filename,
    { ...settings, count },
    async (index) => {
      const points = await crashPointsOf(index)
      const violations: string[] = []
      const chosen = spread(points, most)
      for (const point of chosen) violations.push(...(await tryPoint(point, { looks })).violations)
      const boundaries = new Set(points.map(({ played, boundary }) => played.boundaries[boundary])).size
      return {
        story: stories[index]?.name,
        boundaries,
        points: points.length,
        tried: chosen.length,
        violations,
      }
    },
    ({ story, tried, violations }) => {
      print(`${story}: ${tried} crash points, ${violations.length} violations`)
      for (const violation of violations.slice(0, 3)) print(violation)
    },
  )
  const sum = (number: (result: (typeof results)[number]) => number): number =>
    results.reduce((total, result) => total + number(result), 0)
  const violations = sum((result) => result.violations.length)
  const line = record('crash-points', {
    first: settings.first,
    stories: results.length,
    workers: settings.workers,
    seconds: Math.round((performance.now() - began) / 1000),
    boundaries: sum((result) => result.boundaries),
    points: sum((result) => result.points),
    tried: sum((result) => result.tried),
    violations,
  })
  print(line)
  process.exit(violations === 0 ? 0 : 1)
}

async function tellOne(name: string): Promise<void> {
  const points = await crashPointsOf(Number(name.split('/')[0]))
  const point = points.find((one) => one.name === name)
  if (point === undefined) throw new RangeError(`there is no crash point ${name}`)
  const { violations, lines } = await tryPoint(point, { looks, tell: true })
  for (const line of [...lines, ...violations]) print(line)
  process.exit(violations.length === 0 ? 0 : 1)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
