import { type Outcome, runWorld } from './run.ts'
import { type Schedule, shrink } from './shrink.ts'

/** ms of processor time in which a failing run is to be made small. */
const longestShrinking = 60_000

/** A failing run made small, and how it fails then. */
export interface Shortest extends Schedule {
  readonly violations: readonly string[]
}

/**
 * The few events, boxes and faults of a failing run that make it fail in the same way. `run` runs a world: `runWorld`, unless a test puts something
 * between.
 */
export async function shortest(
  seed: number,
  { violations, events, boxes }: Pick<Outcome, 'violations' | 'events' | 'boxes'>,
  run: (seed: number, schedule: Partial<Schedule>) => Promise<Outcome> = runWorld,
): Promise<Shortest> {
  const kind = violations[0]?.split(':')[0] ?? ''
  const began = process.cpuUsage()
  const isOver = (): boolean => {
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000 > longestShrinking
  }
  const small = await shrink({ events, boxes, calm: false }, async (candidate) => {
    if (isOver()) return false
    const outcome = await run(seed, candidate)
    return outcome.violations.some((violation) => violation.startsWith(kind))
  })
  const { violations: left } = await run(seed, small)
  return { violations: left, ...small }
}

/** The schedule as `runWorld` takes it, without what it is anyway. */
export function linesOf({ events, boxes, calm }: Schedule): string[] {
  return [
    `  ${boxes} ${boxes === 1 ? 'box' : 'boxes'}${calm ? ', calm' : ''}`,
    ...events.map((event) => `  ${JSON.stringify(event)}`),
  ]
}
