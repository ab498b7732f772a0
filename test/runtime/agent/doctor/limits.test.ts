import test from 'ava'
import { checkLimits, type LimitFacts } from '../../../../runtime/agent/doctor/limits.ts'
import { sound, verdicts } from './findings.ts'

for (const [what, facts, folders, expected] of [
  ['generous', {}, 100, 'ok ok ok ok'],
  ['too few watches', { maxWatches: 99 }, 100, 'warning ok ok ok'],
  ['watches that nobody counted', {}, undefined, 'ok ok ok ok'],
  ['instances that are used up', { usedInstances: 127 }, 1, 'ok warning ok ok'],
  ['a short queue', { maxQueued: 100 }, 1, 'ok ok warning ok'],
  ['few open files', { openFiles: 64 }, 1, 'ok ok ok wrong'],
  [
    'nothing told',
    { maxWatches: undefined, maxInstances: undefined, maxQueued: undefined, openFiles: undefined },
    1,
    'ok ok ok ok',
  ],
] as const satisfies readonly (readonly [string, Partial<LimitFacts>, number | undefined, string])[]) {
  test(`limits that are ${what}: ${expected}`, (t) => {
    const usual: LimitFacts = {
      ...{ maxWatches: 8192, usedWatches: 10, maxInstances: 128, usedInstances: 3 },
      ...{ maxQueued: 16_384, openFiles: 1_024 },
    }
    const found = checkLimits({ ...usual, ...facts }, folders)
    t.is(verdicts(found), expected)
    sound(t, found)
  })
}
