import { linesOf, shortest } from './world/replay.ts'
import { runWorld } from './world/run.ts'

/**
 * `npm run simulate -- [FIRST [COUNT [events]]]`: runs simulated worlds from seed FIRST on, one after the other. A run that fails is shrunk to a
 * handful of events and told with the line that replays it; `events` also tells what happened in it. Exit code 1 when any failed, 2 when a number
 * is none: no world would run then, and none fail. Many more at once, with the result kept: `npm run reliability:schedules`.
 */
const [first = '1', count = '1000', detail = ''] = process.argv.slice(2)
if (![first, count].every((number) => /^\d+$/.test(number))) {
  process.stderr.write('FIRST and COUNT must be whole numbers.\n')
  process.exit(2)
}
const began = performance.now()
let failed = 0
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const outcome = await runWorld(seed, { traced: false })
  if (outcome.violations.length === 0) continue
  failed++
  const { violations, ...schedule } = await shortest(seed, outcome)
  print(`seed ${seed}: ${violations.join('; ')}`)
  for (const line of linesOf(schedule)) print(line)
  if (detail !== '') for (const line of (await runWorld(seed, { ...schedule, tell: true })).lines) print(line)
  print(`  replay: npm run simulate -- ${seed} 1 events`)
}
const seconds = (performance.now() - began) / 1000
print(`${count} worlds from seed ${first}: ${failed} failed, ${seconds.toFixed(1)} s`)
process.exit(failed === 0 ? 0 : 1)

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
