import { keeps } from '../../../runtime/core/restored/keep.ts'
import { type CrashPoint, crashPointsOf, spread, tryPoint } from '../crash-points/crash-points.ts'
import { stories } from '../crash-points/stories/stories.ts'
import { type Journey, journeys } from '../travel/journey.ts'
import { travel } from '../travel/travel.ts'
import { runWorld } from '../world/run.ts'

/** What came of looking for a bug. `runs` counts the one that found it. */
export interface Caught {
  readonly runs: number
  /** The first violation; undefined: it was not found. */
  readonly violation: string | undefined
}

/**
 * `node catch.ts schedules|crash-points|time-travel RUNS MINUTES`, in a copy of the sources with a bug in it: runs until something is violated, at most so many
 * runs or minutes, and prints a Caught as JSON.
 */
const [kind = '', runs = '10000', minutes = '10'] = process.argv.slice(2)
const deadline = performance.now() + Number(minutes) * 60_000
const checkers: Readonly<Record<string, () => Promise<Caught>>> = {
  schedules: catchInSchedules,
  'crash-points': catchAtCrashPoints,
  'time-travel': catchOnTravels,
}
const caught = await checkers[kind]?.()
process.stdout.write(`${JSON.stringify(caught)}\n`)
process.exit(0)

async function catchInSchedules(): Promise<Caught> {
  let seed = 0
  while (seed < Number(runs) && performance.now() < deadline) {
    const violation = await violationOf(runWorld(++seed, { live: true }))
    if (violation !== undefined) return { runs: seed, violation: `seed ${seed}: ${violation}` }
  }
  return { runs: seed, violation: undefined }
}

/** Each journey in turn, each time with another choice or seed. */
async function catchOnTravels(): Promise<Caught> {
  const ways = (Object.keys(journeys) as Journey[]).filter((journey) => journey !== 'both old')
  let tried = 0
  for (let turn = 0; ; turn++) {
    for (const journey of ways) {
      if (performance.now() >= deadline || tried >= Number(runs)) return { runs: tried, violation: undefined }
      tried++
      const keep = keeps[turn % keeps.length] ?? 'keep-both'
      const violation = await violationOf(travel(Math.floor(turn / keeps.length), journey, keep))
      if (violation !== undefined) return { runs: tried, violation: `${journey}: ${violation}` }
    }
  }
}

/** One crash point of each story in turn, each time others. */
async function catchAtCrashPoints(): Promise<Caught> {
  const points: CrashPoint[][] = []
  let tried = 0
  for (let turn = 0; tried < Number(runs); turn++) {
    for (const index of stories.keys()) {
      if (performance.now() >= deadline || tried >= Number(runs)) return { runs: tried, violation: undefined }
      tried++
      try {
        points[index] ??= [...(await crashPointsOf(index))]
      } catch (error) {
        return { runs: tried, violation: `${stories[index]?.name}, without a crash: ${error}` }
      }
      const [point] = spread(points[index] ?? [], 1, turn)
      const violation = point && (await violationOf(tryPoint(point, { looks: 0 })))
      if (violation !== undefined) return { runs: tried, violation }
    }
  }
  return { runs: tried, violation: undefined }
}

async function violationOf(
  run: Promise<{ readonly violations: readonly string[] }>,
): Promise<string | undefined> {
  try {
    return (await run).violations[0]
  } catch (error) {
    return String(error)
  }
}
