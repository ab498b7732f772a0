import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { takeExclusiveLock } from '../../../runtime/box/exclusive-lock.ts'
import { temporaryHome } from './temporary-home.ts'

test('who came in vain leaves nothing behind that keeps others out', (t) => {
  const file = join(temporaryHome(t).home, 'file.lock')
  const [first, second, third] = [1, 2, 3].map(() => new DatabaseSync(file, { timeout: 0 }))
  if (!first || !second || !third) throw new Error('Three were opened.')
  // The first is half-way: it has the shared lock, on its way to the exclusive one.
  first.exec('PRAGMA journal_mode = MEMORY; CREATE TABLE lock (held); BEGIN; SELECT * FROM lock')
  t.false(takeExclusiveLock(second, file))
  first.exec('COMMIT')
  t.true(takeExclusiveLock(third, file))
  t.false(takeExclusiveLock(second, file))
  third.close()
  t.true(takeExclusiveLock(second, file))
  second.close()
  first.close()
})
