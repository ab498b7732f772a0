import test from 'ava'
import { createRecorder } from '../../../runtime/engine/recorder.ts'
import { folderFlush } from '../../../runtime/local/swap/flush.ts'
import { DiskError } from '../../../runtime/ports/files.ts'
import { createDisk } from '../../simulation/disk/disk.ts'
import { memoryStore } from '../store/memory-store.ts'

/** A recorder over a disk on which fsync of a folder fails as often as it is told. */
function failing(
  times: number,
  holds = async () => true,
  leave = (): void => {},
): {
  recorder: ReturnType<typeof createRecorder>
  note: () => void
  synced: string[]
} {
  const disk = createDisk({ clock: () => 1, random: () => 0 })
  for (const folder of ['/one', '/two']) disk.hands.mkdir(folder)
  const synced: string[] = []
  let left = times
  const files = disk.files({
    before({ operation, path }) {
      if (operation !== 'folder.sync') return
      if (left-- > 0) throw new DiskError('io', path)
      synced.push(path)
    },
  })
  const flush = folderFlush(files)
  return {
    recorder: createRecorder(memoryStore(), flush, holds, leave),
    note: () => {
      flush.add('/one')
      flush.add('/two')
    },
    synced,
  }
}

test('after a flush that failed, later effects are recorded', async (t) => {
  const { recorder, note } = failing(1)
  note()
  await t.throwsAsync(recorder.record(() => t.fail('recorded without a flush')))
  let recorded = 0
  await recorder.record(() => recorded++)
  t.is(recorded, 1)
  t.is(recorder.count(), 1)
})

test('a folder whose flush failed, and those after it, are flushed before the next effect is recorded', async (t) => {
  const { recorder, note, synced } = failing(1)
  note()
  await t.throwsAsync(recorder.record(() => undefined))
  t.deepEqual(synced, [])
  await recorder.record(() => t.deepEqual(synced, ['/one', '/two']))
})

test('what ended when another agent had taken over is not recorded, and is told as left', async (t) => {
  let isOurs = false
  let left = 0
  const { recorder } = failing(
    0,
    async () => isOurs,
    () => left++,
  )
  await recorder.record(() => t.fail("the store is the other one's"))
  t.deepEqual([left, recorder.count()], [1, 0])
  isOurs = true
  let recorded = 0
  await recorder.record(() => recorded++)
  t.deepEqual([recorded, left, recorder.count()], [1, 1, 1])
})

test('what ends while folders are being flushed is recorded only after its own folder is', async (t) => {
  const disk = createDisk({ clock: () => 1, random: () => 0 })
  for (const folder of ['/one', '/two']) disk.hands.mkdir(folder)
  const synced: string[] = []
  let second: Promise<void> | undefined
  const files = disk.files({
    before({ operation, path }) {
      if (operation !== 'folder.sync') return
      synced.push(path)
      if (path !== '/one' || second !== undefined) return
      flush.add('/two')
      second = recorder.record(() => t.deepEqual(synced, ['/one', '/two']))
    },
  })
  const flush = folderFlush(files)
  const recorder = createRecorder(
    memoryStore(),
    flush,
    async () => true,
    () => undefined,
  )
  flush.add('/one')
  await recorder.record(() => t.deepEqual(synced, ['/one']))
  t.not(second, undefined)
  await second
  t.is(recorder.count(), 2)
})

test('effects are recorded in the order in which they ended, however long it takes to ask whose the store is', async (t) => {
  const asked: (() => void)[] = []
  const { recorder } = failing(0, async () => {
    await new Promise<void>((resolve) => asked.push(resolve))
    return true
  })
  const order: number[] = []
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const first = recorder.record(() => order.push(1))
  while (asked.length === 0) await turn()
  const second = recorder.record(() => order.push(2))
  for (let turns = 0; turns < 5; turns++) await turn()
  t.is(asked.length, 1)
  asked[0]?.()
  await first
  while (asked.length === 1) await turn()
  asked[1]?.()
  await second
  t.deepEqual(order, [1, 2])
})
