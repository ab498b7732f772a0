import test from 'ava'
import type { Lease } from '../../../../runtime/core/safety/lease.ts'
import { cleanLeases, readLease, renewLease, takeLease } from '../../../../runtime/local/lease/lease-file.ts'
import { makeCacheFolder } from '../../../../runtime/local/roots/cache-folder.ts'
import type { SimulatedDisk } from '../../../simulation/disk/disk.ts'
import { newDisk } from '../../../simulation/disk/new-disk.ts'
import { killedAfter } from '../hooked-files.ts'

const root = '/home/Dropbox'

function leaseOf(agent: number): Lease {
  return {
    token: `${agent}`.padStart(32, '0'),
    ...{ host: `box${agent}`, pid: agent, started: 1, boot: 'b', namespace: 'n' },
    ...{ since: 1000, beat: 0, released: false },
  }
}

async function newRoot(volume = {}): Promise<SimulatedDisk> {
  const { disk } = newDisk({ seed: 1, volume })
  disk.hands.mkdir(root)
  await makeCacheFolder(disk.files(), root)
  return disk
}

for (const hardLinks of [true, false])
  test(`of many that take a lease at once exactly one gets it, free or left behind (hard links: ${hardLinks})`, async (t) => {
    const disk = await newRoot({ hardLinks })
    for (const round of [1, 2]) {
      const left = await readLease(disk.files(), root)
      const agents = Array.from({ length: 6 }, (_, index) => leaseOf(round * 10 + index))
      const got = await Promise.all(agents.map((agent) => takeLease(disk.files(), root, agent, left)))
      const standing = await readLease(disk.files(), root)
      const winners = agents.filter((_, index) => got[index])
      if (hardLinks) t.is(winners.length, 1)
      t.true(winners.length === 0 || winners.some(({ token }) => token === standing?.lease?.token))
      const confirmed = await Promise.all(agents.map((agent) => renewLease(disk.files(), root, agent, false)))
      t.is(confirmed.filter(Boolean).length, 1)
    }
  })

test('a lease that was taken over meanwhile is not beaten, and not taken from its new holder', async (t) => {
  const files = (await newRoot()).files()
  t.true(await takeLease(files, root, leaseOf(1), undefined))
  const judged = await readLease(files, root)
  t.true(await renewLease(files, root, { ...leaseOf(1), beat: 1 }, false))
  t.false(await takeLease(files, root, leaseOf(2), judged), 'the first one lives')
  t.is((await readLease(files, root))?.lease?.beat, 1)
  t.true(await takeLease(files, root, leaseOf(2), await readLease(files, root)))
  t.false(await renewLease(files, root, { ...leaseOf(1), beat: 2 }, true))
  t.deepEqual((await readLease(files, root))?.lease, leaseOf(2))
})

test('a lease that was left behind can be taken over while the disk is full', async (t) => {
  const disk = await newRoot()
  const files = disk.files()
  await takeLease(files, root, { ...leaseOf(1), host: 'a much longer name of a host' }, undefined)
  disk.configure('/', { capacity: 0 })
  t.true(await takeLease(files, root, leaseOf(2), await readLease(files, root)))
  t.true(await renewLease(files, root, { ...leaseOf(2), beat: 1 }, true))
  t.is((await readLease(files, root))?.lease?.beat, 1)
})

test('a taker that is killed anywhere leaves a lease that the next one takes, and nothing else', async (t) => {
  for (const left of [false, true])
    for (let calls = 0, done = false; !done; calls++) {
      const disk = await newRoot()
      if (left) await takeLease(disk.files(), root, leaseOf(1), undefined)
      const before = await readLease(disk.files(), root)
      done = await takeLease(killedAfter(disk.files(), calls), root, leaseOf(2), before).catch(() => false)
      const files = disk.files()
      t.true(await takeLease(files, root, leaseOf(3), await readLease(files, root)), `after ${calls} calls`)
      await cleanLeases(files, root)
      t.is((await readLease(files, root))?.lease?.token, leaseOf(3).token)
      const names = disk.hands.list(`${root}/.dropbox.cache`).filter((name) => name.startsWith('lease'))
      t.deepEqual(names, ['lease.json'])
    }
})

test('what is no lease can be taken over too', async (t) => {
  const disk = await newRoot()
  for (const text of ['', '{"token": 1', 'x'.repeat(5000), JSON.stringify({ token: 'a' })]) {
    disk.hands.write(`${root}/.dropbox.cache/lease.json`, text)
    const standing = await readLease(disk.files(), root)
    t.is(standing?.lease, undefined)
    t.true(await takeLease(disk.files(), root, leaseOf(2), standing))
    t.deepEqual((await readLease(disk.files(), root))?.lease, leaseOf(2))
  }
})
