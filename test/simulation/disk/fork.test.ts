import test from 'ava'
import { createChance } from '../world/chance.ts'
import type { SimulatedDisk } from './disk.ts'
import { newDisk, writeThrough } from './new-disk.ts'

const forkOf = (disk: SimulatedDisk): SimulatedDisk =>
  disk.fork({ clock: disk.machine.clock, random: createChance(1, 'fork').fraction })

test('a disk and its fork go on apart', (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/a/f', 'content')
  const fork = forkOf(disk)
  disk.hands.append('/home/a/f', ' and more')
  fork.hands.remove('/home/a')
  t.deepEqual(disk.hands.tree('/home'), { 'a/': '', 'a/f': 'content and more' })
  t.deepEqual(fork.hands.tree('/home'), {})
})

test('a power cut takes of a fork what it would take of the disk, and nothing of the disk', async (t) => {
  for (const journal of ['ordered', 'logged'] as const) {
    const { disk } = newDisk({ volume: { journal } })
    disk.hands.write('/home/a/f', 'flushed')
    disk.hands.write('/home/gone', 'gone')
    disk.flush()
    disk.hands.write('/home/a/f', 'written')
    disk.hands.rename('/home/a', '/home/b')
    disk.hands.remove('/home/gone')
    disk.hands.write('/home/new', 'new')
    disk.hands.sync('/home/new')
    const before = disk.hands.tree('/home')
    for (const changes of ['none', 1, 2, 'all'] as const) {
      const [one, other] = [forkOf(disk), forkOf(forkOf(disk))]
      t.deepEqual(
        one.losePower({ changes, contents: 'flushed' }),
        other.losePower({ changes, contents: 'flushed' }),
      )
      t.deepEqual(one.hands.tree('/home'), other.hands.tree('/home'))
    }
    t.deepEqual(disk.hands.tree('/home'), before)
    const { undone } = forkOf(disk).losePower({ changes: 'none', contents: 'flushed' })
    t.deepEqual(undone, disk.losePower({ changes: 'none', contents: 'flushed' }).undone)
  }
})

test('what a process had open without a name is gone from a fork', async (t) => {
  const { disk } = newDisk()
  const files = disk.files()
  const open = await files.openFile('/home/f', 'create')
  await open.write(new Uint8Array(10_000), 0)
  disk.hands.remove('/home/f')
  const fork = forkOf(disk)
  t.true(fork.volume('/').used < disk.volume('/').used)
  await writeThrough(fork.files(), '/home/f', 'anew')
  t.is(fork.hands.text('/home/f'), 'anew')
})

test('mounted volumes are part of a fork', (t) => {
  const { disk } = newDisk()
  disk.hands.mkdir('/home/mounted')
  disk.mount('/home/mounted')
  disk.hands.write('/home/mounted/f', 'there')
  const fork = forkOf(disk)
  fork.unmount('/home/mounted')
  t.deepEqual(fork.hands.tree('/home'), { 'mounted/': '' })
  t.is(disk.hands.text('/home/mounted/f'), 'there')
})
