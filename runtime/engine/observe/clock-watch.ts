import { type Clocks, clockGap } from '../../core/safety/clock-gap.ts'
import type { Clock } from '../../ports/clock.ts'

/** ms between two looks at the clocks; a longer time that was slept shows at the first look after it. */
const lookEvery = 15_000

/**
 * Looks at the clocks until `signal` is aborted. `jumped` is told each time that the machine slept or its clock was set, with the ms by which
 * the clock went ahead, or back.
 */
export async function watchClocks(
  clock: Clock,
  signal: AbortSignal,
  jumped: (gap: number) => void,
): Promise<void> {
  const look = (): Clocks => ({ wall: clock.now(), monotonic: clock.monotonic() })
  for (let before = look(); !signal.aborted; ) {
    await clock.sleep(lookEvery, signal)
    const now = look()
    const gap = clockGap(before, now)
    before = now
    if (gap !== undefined && !signal.aborted) jumped(gap)
  }
}
