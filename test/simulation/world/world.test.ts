import test from 'ava'
import { runWorld } from './run.ts'

test('the same seed is the same world', async (t) => {
  const [one, other, another] = [await runWorld(7), await runWorld(7), await runWorld(8)]
  t.is(one.trace, other.trace)
  t.not(one.trace, another.trace)
})

test('the same seed is the same world also where a file goes up from a copy', async (t) => {
  t.is((await runWorld(1300)).trace, (await runWorld(1300)).trace)
})
