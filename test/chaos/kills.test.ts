import test from 'ava'
import { runKills } from './kills.ts'

test('agents that are killed while people work on two boxes and in Dropbox lose nothing, and bring all three to the same state by themselves', async (t) => {
  t.timeout(300_000)
  const outcome = await runKills({ seed: 7, kills: 5, deletions: 'none' })
  t.deepEqual(outcome.violations, [])
  t.is(outcome.bytesLost, 0)
  t.true(outcome.kills >= 5)
  t.true(outcome.contentsWritten > 150)
})
