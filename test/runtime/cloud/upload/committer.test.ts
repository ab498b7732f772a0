import test, { type ExecutionContext } from 'ava'
import type { Connection } from '../../../../runtime/cloud/connection/connection.ts'
import { commitsPerCall } from '../../../../runtime/cloud/upload/commit.ts'
import { createCommitter } from '../../../../runtime/cloud/upload/committer.ts'
import { bytesOf, fileToUpload } from '../emulated-dropbox.ts'
import { fileMetadata } from '../scripted-dropbox.ts'

/** A committer whose calls succeed, and what happened in which order. */
function watchedCommitter(t: ExecutionContext, stopped = new AbortController().signal) {
  const events: string[] = []
  const requests = Array.from({ length: 2 * commitsPerCall }, (_, index) =>
    fileToUpload(`/File ${index}.txt`, bytesOf(10, 1)),
  )
  let answered = 0
  const connection = {
    clock: { monotonic: () => 0 },
    // As in its turn, with a token, by the SDK: many promises lie between the wish for a call and the call.
    async exclusively<Value>(_: unknown, work: () => Promise<Value>): Promise<Value> {
      for (let hop = 0; hop < 30; hop++) await undefined
      return await work()
    },
    async rpc() {
      events.push('sent')
      const entries = requests.slice(answered, answered + commitsPerCall).map(({ path, hash }) => ({
        '.tag': 'success',
        ...fileMetadata(path, hash, 10),
      }))
      answered += commitsPerCall
      return { entries }
    },
  } as unknown as Connection
  let settled = 0
  const told: number[] = []
  const committer = createCommitter({
    connection,
    signal: new AbortController().signal,
    stopped,
    committing: (some) => void told.push(some.length),
    settle(_, result) {
      t.true(result.ok)
      if (settled++ % commitsPerCall === 0) events.push('taken in')
    },
    failed: (error) => t.fail(String(error)),
  })
  return {
    committer,
    events,
    told,
    settled: () => settled,
    addAll() {
      for (const request of requests)
        committer.add({ request, session: request.path, again: () => Promise.reject(new Error('not again')) })
    },
  }
}

test('the next commits are on their way before what the last ones came to is taken in', async (t) => {
  const { committer, events, settled, addAll } = watchedCommitter(t)
  addAll()
  await committer.finish()
  t.is(settled(), 2 * commitsPerCall)
  t.deepEqual(events, ['sent', 'sent', 'taken in', 'taken in'])
})

test('once it is stopped, what is under way comes to its end, and nothing else is begun', async (t) => {
  const stop = new AbortController()
  const { committer, events, settled, addAll } = watchedCommitter(t, stop.signal)
  addAll()
  stop.abort()
  await committer.finish()
  t.is(settled(), commitsPerCall)
  t.deepEqual(events, ['sent', 'taken in'])
})
