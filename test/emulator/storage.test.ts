import { join } from 'node:path'
import test from 'ava'
import { openDatabase } from '../../emulator/storage/database.ts'
import { temporaryFolder } from './emulation.ts'

test('whoever refers to a part is found without looking through all contents and sessions', async (t) => {
  const database = openDatabase(join(await temporaryFolder(t), 'state.db'))
  t.teardown(() => database.close())
  for (const table of ['content_part', 'session_part']) {
    const plan = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN SELECT 1 FROM ${table} WHERE part = 1`)
    t.regex(plan.map(({ detail }) => detail).join(), /^SEARCH /)
  }
})
