import { type Outcome, runWorld } from './run.ts'
import { shrink } from './shrink.ts'

/** ms of real time in which a failing run is to be made small. */
const longestShrinking = 60_000

/** The few events of a failing run that make it fail in the same way, and how it fails then. */
export async function shortest(
  seed: number,
  { violations, events }: Pick<Outcome, 'violations' | 'events'>,
): Promise<Pick<Outcome, 'violations' | 'events'>> {
  const kind = violations[0]?.split(':')[0] ?? ''
  const deadline = performance.now() + longestShrinking
  const small = await shrink(events, async (candidate) => {
    if (performance.now() > deadline) return false
    const outcome = await runWorld(seed, { events: candidate })
    return outcome.violations.some((violation) => violation.startsWith(kind))
  })
  const { violations: left } = await runWorld(seed, { events: small })
  return { violations: left, events: small }
}
