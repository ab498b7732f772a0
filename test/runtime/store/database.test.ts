import test from 'ava'
import { StoreError } from '../../../runtime/ports/store.ts'
import { openDatabase } from '../../../runtime/store/database.ts'

test('a transaction that fills the disk is undone, and the next one works', (t) => {
  const database = openDatabase(':memory:')
  t.teardown(() => database.close())
  database.execute('CREATE TABLE lines (text TEXT)')
  database.execute('PRAGMA max_page_count = 20')
  const add = database.prepare("INSERT INTO lines VALUES (printf('%.*c', ?, 'x'))")
  t.throws(
    () =>
      database.transaction(() => {
        add.run(1)
        add.run(1_000_000)
      }),
    { instanceOf: StoreError, code: 'disk-full' },
  )
  t.false(database.inTransaction)
  database.transaction(() => add.run(1))
  t.is(database.prepare('SELECT count(*) AS lines FROM lines').first()?.['lines'], 1)
})

test('a mistake in SQL is no state of the disk', (t) => {
  const database = openDatabase(':memory:')
  const error = t.throws(() => database.prepare('SELECT nonsense'))
  t.false(error instanceof StoreError)
  database.close()
  database.close()
})

test('a store on a disk that is full tells so, before it fails', (t) => {
  const told: string[] = []
  const database = openDatabase(':memory:', ({ code }) => told.push(code))
  t.teardown(() => database.close())
  database.execute('PRAGMA max_page_count = 3')
  t.throws(() => database.execute("CREATE TABLE lines AS SELECT printf('%.*c', 99999, 'x')"), {
    code: 'disk-full',
  })
  t.deepEqual(told, ['disk-full'])
})
