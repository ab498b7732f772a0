import test from 'ava'
import type { Operation } from '../../../runtime/core/plan/operation.ts'
import { createSecondLook, type SecondLook } from '../../../runtime/engine/second-look.ts'

const deletion: Operation = {
  kind: 'delete-remote',
  path: '/a',
  display: '/a',
  remote: { kind: 'folder', name: 'a', id: 'id' },
}
const other: Operation = { kind: 'settle', path: '/b' }

/** A second look after 10 s on a clock that `pass` moves on. */
function lookAt(): { look: SecondLook; pass: (seconds: number) => void } {
  let now = 0
  const clock = { now: () => now, monotonic: () => now, sleep: async () => {} }
  const pass = (seconds: number): void => {
    now += seconds * 1000
  }
  return { look: createSecondLook(clock, 10_000), pass }
}

test('deletions that the first scan sees wait for another scan 10 s later, and nothing else waits', (t) => {
  const { look, pass } = lookAt()
  look.scanned()
  t.deepEqual(look.confirmed([deletion, other]), [other])
  t.true(look.pending())
  pass(9)
  look.scanned()
  t.false(look.due())
  t.deepEqual(look.confirmed([deletion]), [])
  pass(1)
  t.true(look.due())
  t.deepEqual(look.confirmed([deletion]), [], 'not before that scan')
  look.scanned()
  t.deepEqual(look.confirmed([deletion]), [deletion])
  t.false(look.pending())
})

test('deletions that come later do not wait, until a root comes back', (t) => {
  const { look, pass } = lookAt()
  look.scanned()
  t.deepEqual(look.confirmed([other]), [other])
  t.deepEqual(look.confirmed([deletion]), [deletion])
  look.begin()
  look.scanned()
  t.deepEqual(look.confirmed([deletion]), [])
  pass(10)
  look.scanned()
  t.deepEqual(look.confirmed([deletion]), [deletion])
})
