import test from 'ava'
import { createPowerCut } from '../../../../runtime/engine/observe/power-cut.ts'
import { memoryStore } from '../../store/memory-store.ts'

const hour = 3_600_000

for (const [how, by] of [
  ['ahead', hour],
  ['back', -hour],
] as const)
  for (const noticed of [true, false])
    test(`what was written before the clock was set ${how} is doubted after a power cut${noticed ? '' : ', also when no scan came between'}`, (t) => {
      const store = memoryStore()
      let [now, monotonic] = [100 * hour, 0]
      const clock = { now: () => now, monotonic: () => monotonic, sleep: () => Promise.resolve() }
      const pass = (time: number): void => {
        now += time
        monotonic += time
      }
      const on = (boot: string): ReturnType<typeof createPowerCut> =>
        createPowerCut(store, clock, {
          self: { host: 'box', pid: 1, started: 0, boot, namespace: 'pid:[1]' },
          lives: () => false,
        })
      const before = on('first')
      before.begin()
      before.scanned(now)
      pass(5_000)
      const written = now
      now += by
      pass(5_000)
      if (noticed) before.scanned(now)
      pass(5_000)
      const after = on('second')
      after.begin()
      const doubt = after.doubt()
      t.true(doubt !== undefined && doubt.since <= written && written <= doubt.until)
    })
