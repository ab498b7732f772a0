import test from 'ava'
import { httpPairs, runHttpTable } from './fault-table.ts'
import { startFaultedDropbox } from './faulted-dropbox.ts'

/** Dropboxes that share the table. Most of its time is waiting for silence to end, which they do side by side. */
const shares = 6

test('every kind of HTTP fault at every route passes, or ends in a way that the engine is tested with, and then the same call succeeds', async (t) => {
  t.timeout(300_000)
  // Of those that send 9 MiB only some are tried here; `npm run reliability:faults` tries every one.
  const pairs = httpPairs().filter(({ call }, index) => !call.isLarge || index % 8 === 0)
  const tables = await Promise.all(
    Array.from({ length: shares }, async (_, share) => {
      const dropbox = await startFaultedDropbox()
      t.teardown(dropbox.close)
      return runHttpTable(
        dropbox,
        pairs.filter((_, index) => index % shares === share),
        1,
      )
    }),
  )
  t.deepEqual(
    tables.flatMap(({ violations }) => violations),
    [],
  )
  t.is(
    tables.reduce((sum, { hits }) => sum + hits, 0),
    pairs.length,
  )
})
