import test from 'ava'
import {
  type HomeLease,
  longestHomeWait,
  takeHomeLease,
} from '../../../../runtime/agent/process/home-lease.ts'
import { type InUse, leaseTime } from '../../../../runtime/engine/leases.ts'
import { injectedFault } from '../../../simulation/disk/disk.ts'
import { newDisk } from '../../../simulation/disk/new-disk.ts'
import { createChance } from '../../../simulation/world/chance.ts'
import { createVirtualClock } from '../../../simulation/world/virtual-clock.ts'

const folder = '/home/state'

/** Machines that have one state folder, each with a lease of its own to ask for. */
function machines(shared: boolean) {
  let activity = 0
  const clock = createVirtualClock(0, () => activity)
  const { disk } = newDisk({ volume: { shared } })
  disk.hands.mkdir(folder)
  const random = createChance(1, 'leases')
  const machine = (host: string) => {
    let reaches = true
    const files = disk.files({
      before({ path }) {
        activity++
        if (!reaches) throw injectedFault('io', path)
      },
    })
    const self = { host, pid: 7, started: 1, boot: host, namespace: 'pid:[1]' }
    const world = { files, clock, random, machine: { self, lives: () => false } }
    return {
      reaches(now: boolean) {
        reaches = now
      },
      /** What came of it, and after how many ms. */
      async take(patience: number): Promise<[HomeLease | InUse | undefined, number]> {
        const began = clock.monotonic()
        let result: [HomeLease | InUse | undefined, number] | undefined
        const taking = takeHomeLease(world, folder, patience).then((lease) => {
          result = [lease, clock.monotonic() - began]
          return result
        })
        await clock.advanceUntil(() => result !== undefined, 120_000)
        return taking
      },
    }
  }
  return { clock, disk, machine }
}

function taken(lease: HomeLease | InUse | undefined): HomeLease {
  if (lease === undefined || !('release' in lease)) throw new Error('not taken')
  return lease
}

test('on a disk of one machine alone nothing is written, nor waited for', async (t) => {
  const { disk, machine } = machines(false)
  t.deepEqual(await machine('one').take(longestHomeWait), [undefined, 0])
  t.deepEqual(disk.hands.tree(folder), {})
})

test('a second machine learns within seconds who has the home, and has it at once when it is given back', async (t) => {
  const { clock, machine } = machines(true)
  const [first, waited] = await machine('one').take(longestHomeWait)
  t.is(waited, 0)
  const [second, after] = await machine('two').take(longestHomeWait)
  t.like(second, { holder: { host: 'one', pid: 7 } })
  t.true(after <= 10_000)
  t.false(taken(first).lost.aborted)
  await taken(first).release()
  const [third, until] = await machine('two').take(longestHomeWait)
  t.is(until, 0)
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.false(taken(third).lost.aborted)
  await taken(third).release()
})

test('the home of a machine that is out of reach for half a minute goes to another one, and the first learns of it', async (t) => {
  const { clock, disk, machine } = machines(true)
  const one = machine('one')
  const first = taken((await one.take(longestHomeWait))[0])
  const [command, short] = await machine('two').take(0)
  t.like(command, { holder: { host: 'one' } })
  t.is(short, 0)
  one.reaches(false)
  await clock.advanceTo(clock.monotonic() + 20_000)
  t.false(first.lost.aborted, 'a disk that fails has given the lease to nobody')
  const [second, waited] = await machine('two').take(longestHomeWait)
  t.true(waited >= leaseTime)
  one.reaches(true)
  await clock.advanceTo(clock.monotonic() + 6_000)
  t.true(first.lost.aborted)
  t.false(taken(second).lost.aborted)
  await first.release()
  t.true(disk.hands.text(`${folder}/.dropbox.cache/lease.json`).includes('"host":"two"'))
  await taken(second).release()
})
