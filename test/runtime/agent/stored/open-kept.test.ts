import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { openKept } from '../../../../runtime/agent/stored/open-kept.ts'
import { replacedLately } from '../../../../runtime/agent/stored/replaced.ts'
import type { BoxPaths } from '../../../../runtime/box/paths.ts'
import { openStore } from '../../../../runtime/store/store.ts'
import { temporaryHome } from '../home.ts'

const rules = [{ path: '/a', display: '/A', include: true }]

async function statePaths(t: ExecutionContext): Promise<BoxPaths> {
  const { paths } = await temporaryHome(t)
  mkdirSync(paths.stateFolder, { recursive: true })
  return paths
}

/** An index with a choice in it, closed. */
async function withChoice(t: ExecutionContext): Promise<BoxPaths> {
  const paths = await statePaths(t)
  const store = openKept(paths)
  store.setValue('account', 'dbid:kim')
  store.setSelection(rules)
  store.close()
  return paths
}

test('an index that was removed is begun anew with the choice and the account that it had, and says so for a week', async (t) => {
  const paths = await withChoice(t)
  rmSync(paths.indexFile)
  const store = openKept(paths)
  t.teardown(store.close)
  t.deepEqual(store.selection(), rules)
  t.is(store.value('account'), 'dbid:kim')
  t.like(replacedLately(store, Date.now()), { why: 'missing', choice: 'kept' })
  t.is(replacedLately(store, Date.now() + 8 * 24 * 3_600_000), undefined)
})

test('a choice that is undone with its transaction is not kept', async (t) => {
  const paths = await withChoice(t)
  const store = openKept(paths)
  const undone = new Error('undone')
  t.throws(
    () =>
      store.transaction(() => {
        store.setSelection([])
        throw undone
      }),
    { is: undone },
  )
  store.setValue('other', 'yes')
  store.close()
  rmSync(paths.indexFile)
  const next = openKept(paths)
  t.teardown(next.close)
  t.deepEqual(next.selection(), rules)
})

test('what the index knows counts for more than the copy beside it, and the copy follows', async (t) => {
  const paths = await withChoice(t)
  const older = openStore(paths.indexFile)
  older.setSelection([])
  older.close()
  openKept(paths).close()
  rmSync(paths.indexFile)
  const store = openKept(paths)
  t.teardown(store.close)
  t.deepEqual(store.selection(), [])
  t.is(store.value('account'), 'dbid:kim')
})

test('a copy that is damaged, too, gives nothing', async (t) => {
  const paths = await withChoice(t)
  rmSync(paths.indexFile)
  for (const text of ['{"selection":[', '{"selection":[{"path":1}]}', '']) {
    writeFileSync(paths.choiceFile, text)
    const store = openKept(paths)
    t.deepEqual(store.selection(), [])
    t.is(replacedLately(store, Date.now()), undefined)
    store.close()
  }
})

test('where the copy cannot be written the index works on, and no older choice is left to be taken', async (t) => {
  const paths = await withChoice(t)
  mkdirSync(`${paths.choiceFile}.new/full`, { recursive: true })
  const store = openKept(paths)
  store.setSelection([])
  store.close()
  t.throws(() => readFileSync(paths.choiceFile), { code: 'ENOENT' })
})

test('the copy is for its owner alone', async (t) => {
  const paths = await withChoice(t)
  t.is(statSync(paths.choiceFile).mode & 0o777, 0o600)
})
