import test from 'ava'
import { clockGap } from '../../../../runtime/core/safety/clock-gap.ts'

for (const [what, wall, monotonic, gap] of [
  ['time that merely passed', 600_000, 600_000, undefined],
  ['a clock that is set right a little', 29_000, 0, undefined],
  ['a machine that slept for an hour', 3_600_000, 15_000, 3_585_000],
  ['a clock that was set back by a day', -86_400_000, 15_000, -86_415_000],
] as const)
  test(`${what} is ${gap === undefined ? 'no gap' : 'a gap'}`, (t) => {
    t.is(clockGap({ wall: 1e12, monotonic: 5 }, { wall: 1e12 + wall, monotonic: 5 + monotonic }), gap)
  })
