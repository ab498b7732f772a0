import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { giveBackMemory } from '../../../../runtime/agent/process/memory.ts'

const heap = (): number => process.memoryUsage().heapTotal

test('what work has left behind is given back at rest, and not before', async (t) => {
  let asked = 0
  let resting = false
  const end = giveBackMemory(() => {
    asked++
    return resting
  }, 1)
  t.teardown(end)
  let work: unknown[] | undefined = Array.from({ length: 1_000_000 }, (_, index) => ({ index }))
  const working = heap()
  t.is(work.length, 1_000_000)
  work = undefined
  for (const until = asked + 3; asked < until; ) await setImmediate()
  t.true(heap() > working / 2)
  resting = true
  while (heap() > working / 2) await setImmediate()
  t.true(heap() <= working / 2)
})
