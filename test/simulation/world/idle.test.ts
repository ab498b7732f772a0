import test from 'ava'
import { usualSettings } from '../../../runtime/engine/settings.ts'
import { CloudError } from '../../../runtime/ports/cloud.ts'
import type { SimulatedCloud } from '../cloud/simulated-dropbox.ts'
import { type BoxParts, createSmallWorld } from './small-world.ts'

const { rescanEvery, rescanAtLeast, accountEvery, secondLook, markEvery, quiet, stillness } = usualSettings
const settings = {
  rescanEvery,
  rescanAtLeast,
  accountEvery,
  secondLook,
  markEvery,
  quiet,
  stillness,
  markInDropbox: true,
}

/** As long as the client asks Dropbox to wait (files/list_folder/longpoll, `timeout`), ms; the simulated one waits for less. */
const longpollTime = 480_000

/** A box as it usually is, every call of which to Dropbox is told, by name. */
function counted(asked: string[], fault: { next?: Error }): BoxParts {
  return {
    settings,
    between: {
      cloud: (cloud) =>
        new Proxy(cloud, {
          get(target, name: keyof SimulatedCloud) {
            const member = target[name]
            if (typeof member !== 'function' || name === 'watchConnection') return member
            return (...order: unknown[]) => {
              asked.push(name)
              const error = fault.next
              if (error !== undefined && name !== 'waitForChange') {
                delete fault.next
                return Promise.reject(error)
              }
              return Reflect.apply(member, target, order)
            }
          },
        }),
    },
  }
}

test('an agent that has nothing to do makes at most 12 requests an hour, and changes nothing', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const asked: string[] = []
  const one = box('one', counted(asked, {}))
  dropbox.hands.write('/a', 'a')
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 15 * 60_000)
  const before = { changes: one.changes, boxChanges: dropbox.counts.boxChanges }
  for (let hour = 0; hour < 3; hour++) {
    asked.length = 0
    await clock.advanceTo(clock.monotonic() + 3_600_000)
    const others = asked.filter((name) => name !== 'waitForChange')
    t.true(3_600_000 / longpollTime + others.length <= 12, `${others}`)
    t.true(others.includes('account'), 'a link that was ended elsewhere is noticed some time')
  }
  t.deepEqual({ changes: one.changes, boxChanges: dropbox.counts.boxChanges }, before)
})

test('after something went wrong the account is asked at once', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const asked: string[] = []
  const fault: { next?: Error } = {}
  const one = box('one', counted(asked, fault))
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 15 * 60_000)
  asked.length = 0
  fault.next = new CloudError('offline', 'no answer')
  dropbox.hands.write('/a', 'a')
  await until(one, 'offline')
  await until(one, 'up-to-date')
  t.deepEqual(asked.filter((name) => name !== 'waitForChange').slice(0, 3), ['changes', 'account', 'changes'])
})

test('the longer a scan of everything takes, the less often an agent scans that has nothing to do', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  let scans = 0
  let shortfall: string | undefined
  const one = box('one', {
    settings: { ...settings, markInDropbox: false },
    between: {
      watch: (watch) => ({
        watch: async (...order) => {
          const watching = await watch.watch(...order)
          return {
            ...watching,
            // The last part of each scan of everything.
            async reconcile() {
              scans++
              await clock.sleep(500)
            },
            get shortfall() {
              return shortfall
            },
          }
        },
      }),
    },
  })
  dropbox.hands.write('/folder/a', 'a')
  one.start()
  await until(one, 'up-to-date')
  const inThreeHours = async (): Promise<number> => {
    const before = scans
    await clock.advanceTo(clock.monotonic() + 3 * 3_600_000)
    return scans - before
  }
  await inThreeHours()
  const whenAllIsTold = await inThreeHours()
  t.true(whenAllIsTold >= 6, 'every half hour at least')
  t.true(whenAllIsTold <= 12, `${whenAllIsTold}`)
  shortfall = 'some folders are not watched'
  await inThreeHours()
  t.true((await inThreeHours()) >= 30, 'every five minutes where changes may not be told')
})
