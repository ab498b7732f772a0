import test from 'ava'
import { createEarlyFlush } from '../../../../runtime/local/staging/early-flush.ts'
import { DiskError, type OpenFile } from '../../../../runtime/ports/files.ts'

const megabyte = 1024 * 1024

test('a long file is flushed while it is written, one flush at a time', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let flushes = 0
  const sync = async (): Promise<void> => {
    flushes++
    await promise
  }
  const early = createEarlyFlush({ sync } as OpenFile)
  early.wrote(63 * megabyte)
  t.is(flushes, 0)
  early.wrote(megabyte)
  early.wrote(64 * megabyte)
  t.is(flushes, 1)
  resolve()
  await early.settled()
  early.wrote(megabyte)
  t.is(flushes, 2)
})

test('what a flush failed with is told, and that it was one is not forgotten', async (t) => {
  const failure = new DiskError('io', '/f')
  const early = createEarlyFlush({ sync: () => Promise.reject(failure) } as Partial<OpenFile> as OpenFile)
  early.wrote(64 * megabyte)
  await t.throwsAsync(early.settled(), { is: failure })
  early.wrote(64 * megabyte)
  await t.throwsAsync(early.settled(), { is: failure })
})
