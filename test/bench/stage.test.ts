import test from 'ava'
import { isWanted } from '../../bench/bench.ts'
import { alternate } from '../../bench/stage/alternate.ts'
import { difference, writeCallsOf } from '../../bench/stage/measure.ts'
import { batchesOf, contentOf, pathsOf } from '../../bench/stage/tree.ts'

test('every contestant is first once before one is first again', (t) => {
  const turns = [...alternate(['a', 'b', 'c'], 3)]
  const order = (round: number): string =>
    turns
      .filter((turn) => turn.round === round)
      .map(({ contestant }) => contestant)
      .join('')
  t.deepEqual([0, 1, 2].map(order), ['abc', 'bca', 'cab'])
})

test('a tree has as many files and folders as it is to have, and other seeds only change the bytes', (t) => {
  const shape = { files: 1000, folders: 50, bytes: 100, seed: 1 }
  const paths = [...pathsOf(shape)]
  t.is(new Set(paths).size, 1000)
  t.is(new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/')))).size, 50)
  t.deepEqual(paths, [...pathsOf({ ...shape, seed: 2 })])
  t.deepEqual(contentOf(shape, 3), contentOf(shape, 3))
  t.notDeepEqual(contentOf(shape, 3), contentOf(shape, 4))
  t.notDeepEqual(contentOf(shape, 3), contentOf({ ...shape, seed: 2 }, 3))
})

test('a tree goes to Dropbox in bodies that one call takes', (t) => {
  const most = 150 * 1000 ** 2
  for (const shape of [
    { files: 2_500, folders: 50, bytes: 100, seed: 1 },
    { files: 600, folders: 12, bytes: 300 * 1024, seed: 1 },
  ]) {
    const batches = [...batchesOf(shape)]
    t.is(
      batches.reduce((sum, batch) => sum + batch.size, 0),
      shape.files,
    )
    for (const batch of batches) t.true(batch.size <= 1000 && batch.size * shape.bytes <= most)
  }
})

test('calls that change something in Dropbox are write calls', (t) => {
  const stats = (routes: Readonly<Record<string, number>>, requests: number) => ({
    ...{ requests, contentBytesUp: 0, contentBytesDown: 0, statuses: {}, routes },
  })
  const before = stats({ 'files/upload': 2, 'files/list_folder': 1 }, 3)
  const after = stats(
    { 'files/upload': 3, 'files/list_folder': 4, 'files/move_v2': 1, 'files/download': 1 },
    9,
  )
  const between = difference(after, before)
  t.is(between.requests, 6)
  t.deepEqual(between.routes, {
    'files/upload': 1,
    'files/list_folder': 3,
    'files/move_v2': 1,
    'files/download': 1,
  })
  t.is(writeCallsOf(between), 2)
})

test('a variant is wanted by a part of its name, and all are when none is named', (t) => {
  t.true(isWanted('slow commits', []))
  t.true(isWanted('slow commits', ['fast', 'Slow']))
  t.false(isWanted('slow commits', ['fast']))
})
