import { timeTravels } from '../../test/simulation/time-travel/cases.ts'
import { playHistory } from '../../test/simulation/time-travel/history.ts'
import { travel } from '../../test/simulation/time-travel/travel.ts'
import { record } from '../record.ts'
import { inPieces, readSettings } from './pieces.ts'

/**
 * `npm run reliability:time-travel -- [--first SEED] [--count SEEDS] [--minutes M] [--workers W]`: plays a random history for each seed, and lets each
 * case happen to a box at its end. Keeps the result in bench/results/time-travel.jsonl; exit code 1 on any violation. `--case NAME` does one case
 * alone; with `--count 1` it tells what happens.
 */
const settings = readSettings({ first: 1, count: 100 }, ['case'])
const cases = timeTravels.filter(({ name }) => name === (settings.others['case'] ?? name))
const tell = settings.others['case'] !== undefined && settings.count === 1

const began = performance.now()
const results = await inPieces(
  import.meta.filename,
  settings,
  async (seed) => {
    const history = await playHistory(seed)
    const travelled = []
    for (const happening of cases) {
      const { violations, halts, lines } = await travel(history, happening, seed, { looks: 10, tell })
      travelled.push({ name: happening.name, violations, noticed: halts.length > 0, lines })
    }
    return { seed, travelled }
  },
  ({ seed, travelled }) => {
    for (const { name, violations, lines } of travelled) {
      if (tell) for (const line of lines) print(line)
      for (const violation of violations) print(`seed ${seed}, ${name}: ${violation}`)
      if (violations.length > 0)
        print(`  replay: npm run reliability:time-travel -- --first ${seed} --count 1 --case '${name}'`)
    }
  },
)
const all = results.flatMap(({ travelled }) => travelled)
const violations = all.reduce((sum, one) => sum + one.violations.length, 0)
const noticed = Object.fromEntries(
  cases.map(({ name }) => [name, all.filter((one) => one.name === name && one.noticed).length]),
)
print(
  record('time-travel', {
    first: settings.first,
    seeds: results.length,
    cases: cases.map(({ name }) => name),
    workers: settings.workers,
    seconds: Math.round((performance.now() - began) / 1000),
    noticed,
    violations,
  }),
)
process.exit(violations === 0 ? 0 : 1)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
