import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { withBoxLock } from '../../../runtime/box/box-lock.ts'
import { BoxError } from '../../../runtime/box/errors.ts'
import { temporaryHome } from './temporary-home.ts'

test('one holds the lock at a time, and whoever waits is told once', async (t) => {
  const paths = temporaryHome(t)
  const { promise: othersWait, resolve } = Promise.withResolvers<void>()
  let [holders, waits] = [0, 0]
  const hold = () =>
    withBoxLock(
      paths,
      async () => {
        holders += 1
        await othersWait
        t.is(holders, 1)
        holders -= 1
        return 'done'
      },
      () => {
        waits += 1
        if (waits === 2) resolve()
      },
    )
  t.deepEqual(await Promise.all([hold(), hold(), hold()]), ['done', 'done', 'done'])
  t.is(waits, 2)
})

test('the lock is free again when the work fails', async (t) => {
  const paths = temporaryHome(t)
  const failure = new Error('broken')
  t.is(await t.throwsAsync(withBoxLock(paths, () => Promise.reject(failure))), failure)
  t.is(await withBoxLock(paths, async () => 'done'), 'done')
})

test('a lock file that cannot be written is said in one sentence', async (t) => {
  const paths = temporaryHome(t)
  mkdirSync(join(paths.partsRoot, 'tmp', 'install.lock'), { recursive: true })
  const error = await t.throwsAsync(
    withBoxLock(paths, async () => undefined),
    { instanceOf: BoxError },
  )
  t.is(error?.code, 'not_writable')
})

test('a lock file that was used before is locked without a write, so that a part can be removed from a full disk', async (t) => {
  const paths = temporaryHome(t)
  const file = join(paths.partsRoot, 'tmp', 'install.lock')
  await withBoxLock(paths, async () => undefined)
  const before = statSync(file, { bigint: true })
  await withBoxLock(paths, async () => {
    t.is(statSync(file, { bigint: true }).mtimeNs, before.mtimeNs)
  })
  const after = statSync(file, { bigint: true })
  t.deepEqual([after.mtimeNs, after.size], [before.mtimeNs, before.size])
  t.true(after.size > 0n)
})
