import test from 'ava'
import type { Operation } from '../../../runtime/core/plan/operation.ts'
import { createDeletionLull, type DeletionLull } from '../../../runtime/engine/deletion-lull.ts'

const file = (path: string): Operation => ({
  kind: 'delete-remote',
  path,
  display: path,
  remote: {
    ...{ kind: 'file', name: path.slice(1), id: 'id', rev: 'rev', hash: 'hash', size: 1 },
    ...{ modified: 0, downloadable: true },
  },
})
const folder = (path: string): Operation => ({
  kind: 'delete-remote',
  path,
  display: path,
  remote: { kind: 'folder', name: path.slice(1), id: 'id' },
})
const other: Operation = { kind: 'settle', path: '/b' }

/** A lull of 200 ms on a clock that `pass` moves on. */
function aLull(): { lull: DeletionLull; pass: (ms: number) => void } {
  let now = 0
  const clock = { now: () => now, monotonic: () => now, sleep: async () => {} }
  const pass = (ms: number): void => {
    now += ms
  }
  return { lull: createDeletionLull(clock, 200), pass }
}

test('deletions wait until no further one turns up, and nothing else waits', (t) => {
  const { lull, pass } = aLull()
  t.deepEqual(lull.gathered([file('/a'), other]), [other])
  t.true(lull.pending())
  t.is(lull.wait(), 200)
  pass(150)
  t.is(lull.wait(), 50)
  t.deepEqual(lull.gathered([file('/a'), file('/c'), other]), [other])
  t.is(lull.wait(), 200, 'another one has turned up')
  pass(200)
  t.deepEqual(lull.gathered([file('/a'), file('/c')]), [file('/a'), file('/c')])
  t.false(lull.pending())
  t.is(lull.wait(), undefined)
})

test('what is left of the deletions while they are carried out does not wait again, but what comes anew does', (t) => {
  const { lull, pass } = aLull()
  lull.gathered([file('/a'), folder('/d')])
  pass(200)
  t.is(lull.gathered([file('/a'), folder('/d')]).length, 2)
  t.deepEqual(lull.gathered([folder('/d')]), [folder('/d')])
  t.deepEqual(lull.gathered([other]), [other])
  t.deepEqual(lull.gathered([folder('/d')]), [], 'it was there again in between')
})

test('where more and more turn up, files wait for 5 s, and folders for a minute', (t) => {
  const { lull, pass } = aLull()
  const planned = [folder('/d'), file('/0')]
  t.deepEqual(lull.gathered(planned), [])
  for (let at = 100; at < 5_000; at += 100) {
    pass(100)
    planned.push(file(`/${at}`))
    t.deepEqual(lull.gathered(planned), [])
  }
  t.is(lull.wait(), 100)
  pass(100)
  planned.push(file('/last'))
  t.deepEqual(lull.gathered(planned), planned.slice(1))
  t.true(lull.pending(), 'the folder waits')
  for (let at = 5_100; at < 60_000; at += 100) {
    pass(100)
    t.deepEqual(lull.gathered([folder('/d'), folder(`/${at}`)]), [])
  }
  pass(100)
  t.is(lull.gathered([folder('/d'), folder('/e')]).length, 2)
})
