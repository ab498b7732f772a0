import fc from 'fast-check'
import { plannerProperties } from '../../test/runtime/core/plan/properties.ts'
import { record } from '../record.ts'
import { inPieces, readSettings } from './pieces.ts'

/**
 * `npm run reliability:planner -- [--seed N] [--count CASES] [--minutes M] [--workers W]`: tries the properties of the planner on random trees, in
 * pieces of 10,000 cases, each with the next seed. Ctrl-C ends it with what was done so far. Keeps the result in
 * bench/results/planner.jsonl; exit code 1 on any violation.
 */
const casesPerPiece = 10_000

const settings = readSettings({ seed: 1, count: 200_000 })
const began = performance.now()
const pieces = Math.ceil(settings.count / casesPerPiece)
let told = 0
const results = await inPieces(
  import.meta.filename,
  { ...settings, first: settings.seed, count: pieces },
  async (seed) => {
    const cases = Math.min(casesPerPiece, settings.count)
    const violations: string[] = []
    let tried = 0
    for (const { that, share, property } of plannerProperties) {
      const details = await fc.check(property, { seed, numRuns: Math.ceil(cases * share) })
      tried += details.numRuns
      if (details.failed) violations.push(`${that}, seed ${seed}: ${fc.defaultReportMessage(details)}`)
    }
    return { seed, tried, violations }
  },
  ({ seed, violations }) => {
    for (const violation of violations) print(violation)
    if (violations.length > 0)
      print(`  replay: npm run reliability:planner -- --seed ${seed} --count ${casesPerPiece}`)
    told++
    if (process.stderr.isTTY) process.stderr.write(`\r${told} of ${pieces} pieces`)
  },
)
if (process.stderr.isTTY) process.stderr.write('\n')
const violations = results.flatMap((result) => result.violations)
const line = record('planner', {
  seed: settings.seed,
  seeds: results.length,
  workers: settings.workers,
  seconds: Math.round((performance.now() - began) / 1000),
  cases: results.reduce((sum, { tried }) => sum + tried, 0),
  violations: violations.length,
  ...(violations.length > 0 ? { found: violations } : {}),
})
print(line)
process.exit(violations.length === 0 ? 0 : 1)

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
