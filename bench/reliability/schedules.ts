import { linesOf, type Shortest, shortest } from '../../test/simulation/world/replay.ts'
import { runWorld } from '../../test/simulation/world/run.ts'
import { record } from '../record.ts'
import { inPieces, readSettings } from './pieces.ts'

/**
 * `npm run reliability:schedules -- [--first SEED] [--count N] [--minutes M] [--workers W]`: runs simulated worlds from seed SEED on, in pieces
 * of 25. A schedule that fails is shrunk to a handful of events; one in a hundred is run twice, and must go the same way. Ctrl-C ends it with what
 * was done so far. Keeps the result in bench/results/schedules.jsonl; exit code 1 on any violation.
 */
const perPiece = 25
const replayedOneIn = 100
/** So many faults a schedule is to meet. */
const faultsWanted = 5

interface Violation extends Shortest {
  readonly seed: number
}

const settings = readSettings({ first: 1, count: 1000 })
const began = performance.now()
const pieces = Math.ceil(settings.count / perPiece)
let told = 0
let failed = 0
const results = await inPieces(
  import.meta.filename,
  { ...settings, first: 0, count: pieces },
  async (piece) => {
    // Nobody reads the stacks of the errors that the engine meets here, and taking them takes its time.
    Error.stackTraceLimit = 0
    const struck: Record<string, number> = {}
    const found: Violation[] = []
    let [schedules, events, faulty, crashed, decided, replayed] = [0, 0, 0, 0, 0, 0]
    const from = settings.first + piece * perPiece
    for (let seed = from; seed < Math.min(from + perPiece, settings.first + settings.count); seed++) {
      const isReplayed = seed % replayedOneIn === 0
      const outcome = await runWorld(seed, { traced: isReplayed })
      schedules++
      events += outcome.events.length
      let faults = 0
      for (const [what, times] of outcome.struck) {
        struck[what] = (struck[what] ?? 0) + times
        faults += times
      }
      if (faults >= faultsWanted) faulty++
      if (outcome.struck.has('crash')) crashed++
      if (outcome.registerDecided) decided++
      if (outcome.violations.length > 0) found.push({ seed, ...(await shortest(seed, outcome)) })
      if (!isReplayed && outcome.violations.length === 0) continue
      replayed++
      const { trace } = isReplayed ? outcome : await runWorld(seed)
      const again = await runWorld(seed)
      if (again.trace !== trace)
        found.push({
          ...{ seed, events: outcome.events, boxes: outcome.boxes, calm: false },
          violations: ['the same seed went another way'],
        })
    }
    return { schedules, events, faulty, crashed, decided, replayed, struck, found }
  },
  ({ found }) => {
    told++
    failed += found.length
    for (const { seed, violations, ...schedule } of found) {
      print(`seed ${seed}: ${violations.join('; ')}`)
      for (const line of linesOf(schedule)) print(line)
      print(`  replay: npm run simulate -- ${seed} 1 events`)
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${told} of ${pieces} pieces, ${failed} violations`)
  },
)
if (process.stderr.isTTY) process.stderr.write('\n')

const sum = (number: (result: (typeof results)[number]) => number): number =>
  results.reduce((total, result) => total + number(result), 0)
const struck: Record<string, number> = {}
for (const result of results)
  for (const [what, times] of Object.entries(result.struck)) struck[what] = (struck[what] ?? 0) + times
const found = results.flatMap((result) => result.found)
const line = record('schedules', {
  first: settings.first,
  workers: settings.workers,
  seconds: Math.round((performance.now() - began) / 1000),
  schedules: sum(({ schedules }) => schedules),
  events: sum((result) => result.events),
  faults: Object.entries(struck).reduce(
    (total, [what, times]) => (what === 'crash' ? total : total + times),
    0,
  ),
  crashes: struck['crash'] ?? 0,
  withFiveFaults: sum(({ faulty }) => faulty),
  withCrash: sum(({ crashed }) => crashed),
  registerDecided: sum(({ decided }) => decided),
  registerUndecided: sum(({ schedules, decided }) => schedules - decided),
  replayed: sum((result) => result.replayed),
  struck,
  violations: found.length,
  ...(found.length > 0 ? { found } : {}),
})
print(line)
process.exit(found.length === 0 ? 0 : 1)

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
