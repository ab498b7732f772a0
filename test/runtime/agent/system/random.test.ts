import test from 'ava'
import { systemRandom } from '../../../../runtime/agent/system/random.ts'

test('identities are 32 hex digits and differ', (t) => {
  const identities = new Set(Array.from({ length: 100 }, () => systemRandom.identity()))
  t.is(identities.size, 100)
  for (const identity of identities) t.regex(identity, /^[0-9a-f]{32}$/)
})

test('fractions are from 0 to below 1', (t) => {
  for (let round = 0; round < 100; round++) {
    const fraction = systemRandom.fraction()
    t.true(fraction >= 0 && fraction < 1)
  }
})
