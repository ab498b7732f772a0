import test from 'ava'
import { findMassDeletions } from '../../../../runtime/core/safety/mass-deletion.ts'
import { createWorld } from '../plan/world.ts'

/** What is found when `deleted` of so many synced files are gone on the box, after `before` others were deleted in Dropbox. */
function found(files: number, deleted: number, before = 0): number[] {
  const world = createWorld()
  for (let index = 0; index < files; index++) world.writeLocal(`/f${index}`, String(index))
  world.settle()
  for (let index = 0; index < deleted; index++) world.deleteLocal(`/f${index}`)
  const { operations } = world.plan()
  return findMassDeletions(operations, files, { local: 0, remote: before }).map((deletion) => deletion.files)
}

test('twenty files pass, and of many a quarter; one more does not', (t) => {
  t.deepEqual(found(20, 20), [])
  t.deepEqual(found(60, 21), [21])
  t.deepEqual(found(200, 50), [])
  t.deepEqual(found(200, 51), [51])
})

test('what was deleted a short while ago counts', (t) => {
  t.deepEqual(found(60, 2, 18), [])
  t.deepEqual(found(60, 3, 18), [3])
})
