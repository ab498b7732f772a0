import test from 'ava'
import { stateAt } from '../../../../runtime/core/moment/state-at.ts'

const revision = (at: number, hash = `hash ${at}`) => ({ at, file: { hash } })
const revisions = [revision(30), revision(20), revision(10)]

test('a file that has not changed since, or is again what it was, is the same', (t) => {
  t.deepEqual(stateAt(revisions, undefined, 30), { kind: 'same' })
  t.deepEqual(stateAt([revision(30, 'a'), revision(20, 'b'), revision(10, 'a')], undefined, 15), {
    kind: 'same',
  })
})

test('a file that has changed since is to be what it was', (t) => {
  t.deepEqual(stateAt(revisions, undefined, 29), {
    kind: 'restore',
    revision: revision(20),
    now: 'changed',
  })
  t.deepEqual(stateAt(revisions, undefined, 10), {
    kind: 'restore',
    revision: revision(10),
    now: 'changed',
  })
})

test('documents without a hash are never taken for the same', (t) => {
  const documents = [revision(20, ''), revision(10, '')]
  t.is(stateAt(documents, undefined, 10).kind, 'restore')
})

test('a file that was deleted since is to come back, and one that was gone by then is not', (t) => {
  t.deepEqual(stateAt(revisions, 40, 39), { kind: 'restore', revision: revision(30), now: 'deleted' })
  t.deepEqual(stateAt(revisions, 40, 40), { kind: 'gone' })
  t.deepEqual(stateAt(revisions, 40, 9), { kind: 'gone' })
  t.deepEqual(stateAt(revisions, 0, 30), { kind: 'restore', revision: revision(30), now: 'deleted' })
})

test('a file without a revision from then came later', (t) => {
  t.deepEqual(stateAt(revisions, undefined, 9), { kind: 'later' })
})
