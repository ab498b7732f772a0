import { appendFileSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { TrashLimits } from '../../../runtime/core/safety/trash-rules.ts'
import { createTrashKeeper, type TrashKeeper } from '../../../runtime/engine/trash-keeper.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { binName, type TrashReason } from '../../../runtime/local/trash/trash.ts'
import type { DiskSpace } from '../../../runtime/ports/files.ts'
import { memoryStore } from '../store/memory-store.ts'
import { temporaryFolder } from './test-box.ts'

const hour = 3_600_000
const day = 24 * hour
const gigabyte = 1024 ** 3

/** A root with a trash, a clock that can be set, and an agent that can be started anew. */
function world(t: ExecutionContext, limits: Partial<TrashLimits> = {}) {
  const root = temporaryFolder(t)
  const disk = nodeFiles()
  const store = memoryStore()
  const listed = new Set<string>()
  let space: Pick<DiskSpace, 'total' | 'available'> = { total: 100 * gigabyte, available: 50 * gigabyte }
  let wall = Date.now()
  let monotonic = 0
  const assemble = (): TrashKeeper =>
    createTrashKeeper({
      store,
      files: {
        ...disk,
        list(folder) {
          listed.add(folder)
          return disk.list(folder)
        },
        space: async () => ({ ...space, shared: false }),
      },
      clock: { now: () => wall, monotonic: () => monotonic, sleep: async () => undefined },
      limits: { keep: 7 * day, bytes: gigabyte, ...limits },
    })
  let keeper = assemble()
  let number = 0
  return {
    /** Puts a file into the trash now, and gives its place there. */
    put(content: string, why: TrashReason | undefined = 'deleted') {
      const bin = join(root, '.dropbox.cache', 'trash', binName(wall, ++number))
      mkdirSync(join(bin, 'files'), { recursive: true })
      writeFileSync(join(bin, 'origin.json'), JSON.stringify({ why }))
      writeFileSync(join(bin, 'files', 'f'), content)
      return join(bin, 'files', 'f')
    },
    tend: () => keeper.tend(root),
    /** The agent runs on; it looks every hour. */
    async run(duration: number) {
      for (const until = monotonic + duration; monotonic < until; ) {
        const step = Math.min(hour, until - monotonic)
        wall += step
        monotonic += step
        await keeper.tend(root)
      }
    },
    restart(away = 0) {
      wall += away
      monotonic = 0
      keeper = assemble()
    },
    setClock(by: number) {
      wall += by
    },
    setSpace(next: typeof space) {
      space = next
    },
    /** Folders that were listed. */
    listed,
    remembered: () => store.value(`trash ${root}`),
    bins: () => readdirSync(join(root, '.dropbox.cache', 'trash')),
  }
}

test('trash is kept for its time and then thrown away', async (t) => {
  const { put, run, bins, tend, remembered } = world(t)
  const file = put('x')
  await run(7 * day - hour)
  t.true(existsSync(file))
  await run(hour)
  t.deepEqual(bins(), [])
  await tend()
  t.is(remembered(), undefined)
})

test('what is in the trash for less than an hour is not looked at, and counts from then on', async (t) => {
  const { put, run, bins, listed } = world(t, { bytes: 4 })
  const folder = dirname(put('much'))
  await run(hour - 1)
  t.false(listed.has(folder))
  put('more')
  await run(day)
  t.true(listed.has(folder))
  t.is(bins().length, 1)
})

test('a clock that jumps ahead by a year empties nothing, also over restarts', async (t) => {
  const { put, run, restart, setClock, tend, bins } = world(t)
  const file = put('x')
  await run(hour)
  setClock(365 * day)
  await tend()
  restart()
  for (let starts = 0; starts < 20; starts++) {
    await tend()
    restart()
  }
  await run(5 * hour)
  t.true(existsSync(file))
  await run(2 * hour)
  t.deepEqual(bins(), [])
})

test('what was put there while the clock stood at 1970 is not old when the clock is set right', async (t) => {
  const { put, run, setClock, tend } = world(t)
  setClock(-50 * 365 * day)
  const file = put('x')
  await tend()
  setClock(50 * 365 * day)
  await run(6 * hour)
  t.true(existsSync(file))
})

test('trash of a time when the clock was ahead is kept until the clock has caught up', async (t) => {
  const { put, run, setClock } = world(t)
  setClock(2 * day)
  const file = put('x')
  setClock(-2 * day)
  await run(8 * day)
  t.true(existsSync(file))
  await run(2 * day)
  t.false(existsSync(file))
})

test('a box that runs for two hours a day empties its trash all the same', async (t) => {
  const { put, run, restart, bins } = world(t)
  put('x')
  for (let days = 0; days < 7; days++) {
    await run(2 * hour)
    restart(22 * hour)
  }
  await run(2 * hour)
  t.deepEqual(bins(), [])
})

test('more than the trash may hold goes the oldest first, a day after it came', async (t) => {
  const { put, run } = world(t, { bytes: 10 })
  const old = put('123456')
  await run(2 * hour)
  const newer = put('123456')
  await run(20 * hour)
  t.true(existsSync(old))
  await run(2 * hour)
  t.deepEqual([existsSync(old), existsSync(newer)], [false, true])
})

test('the trash holds a tenth of the disk at most', async (t) => {
  const { put, run, setSpace } = world(t)
  setSpace({ total: 50, available: 1e12 })
  const file = put('123456')
  await run(23 * hour)
  t.true(existsSync(file))
  await run(2 * hour)
  t.false(existsSync(file))
})

test('on a disk that is nearly full an hour is enough, except for what Dropbox may not have', async (t) => {
  const { put, run, setSpace } = world(t)
  const [file, precious] = [put('x'), put('y', 'recovered')]
  setSpace({ total: 100 * gigabyte, available: 0 })
  await run(hour)
  t.true(existsSync(file))
  await run(hour)
  t.deepEqual([existsSync(file), existsSync(precious)], [false, true])
})

test('what a program went on writing in the trash is kept for the whole time from then on', async (t) => {
  const { put, run, setClock } = world(t)
  setClock(-8 * day)
  const [written, untouched] = [put('x'), put('y')]
  utimesSync(untouched, new Date(0), new Date(0))
  appendFileSync(written, ' and more')
  setClock(8 * day)
  await run(8 * hour)
  t.deepEqual([existsSync(written), existsSync(untouched)], [true, false])
  await run(7 * day)
  t.false(existsSync(written))
})
