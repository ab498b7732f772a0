import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import * as v from 'valibot'
import type { Connection } from '../../../../runtime/cloud/connection/connection.ts'
import { createUpload } from '../../../../runtime/cloud/upload/upload.ts'
import { hashOfSums } from '../../../../runtime/core/content-hash.ts'
import type { UploadRequest } from '../../../../runtime/ports/cloud.ts'
import { memoryOfSessions } from '../cloud-calls.ts'

const MiB = 1024 * 1024

test('of a large file eight parts are under way at once, which are no more than a kill may cost', async (t) => {
  const stop = new AbortController()
  const offsets: number[] = []
  const eight = Promise.withResolvers<void>()
  const dropbox: Pick<Connection, 'clock' | 'upload'> = {
    clock: { now: () => 0, monotonic: () => 0, sleep: async () => {} },
    upload: async (route, argument, _, schema) => {
      if (route.endsWith('start')) return v.parse(schema, { session_id: 's' })
      offsets.push((argument as { cursor: { offset: number } }).cursor.offset)
      if (offsets.length === 8) eight.resolve()
      return await new Promise((_, reject) => {
        stop.signal.addEventListener('abort', () => reject(stop.signal.reason))
      })
    },
  }
  const sums = new Uint8Array(25 * 32).fill(1)
  const request: UploadRequest = {
    ...{ path: '/large', size: 100 * MiB, modified: 0, over: undefined, sums },
    hash: hashOfSums([sums]),
    open: async () => ({
      read: async () => new Uint8Array(),
      unchanged: async () => true,
      close: async () => {},
    }),
  }
  const upload = createUpload(dropbox as Connection)([request], {
    ...{ signal: stop.signal, sessions: memoryOfSessions() },
  })
  const uploading = upload[Symbol.asyncIterator]().next()
  await eight.promise
  for (let turns = 0; turns < 20; turns++) await turn()
  t.deepEqual(
    offsets,
    [0, 8, 16, 24, 32, 40, 48, 56].map((at) => at * MiB),
  )
  stop.abort()
  await t.throwsAsync(uploading)
})
