import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type ExecutionContext } from 'ava'
import { StoreError } from '../../../runtime/ports/store.ts'
import { openStore, openStoreToRead } from '../../../runtime/store/store.ts'
import { storeContract } from './contract.ts'
import { hashOf, remoteFile, remoteFolder, syncedFile, syncedFolder } from './entries.ts'

storeContract(test, async (t) => {
  const store = openStore(await temporaryFile(t))
  t.teardown(() => store.close())
  return store
})

test('a store that is opened again holds what was committed', async (t) => {
  const file = await temporaryFile(t)
  const first = openStore(file)
  first.setSelection([{ path: '/a', display: '/A', include: true }])
  first.setRemote('/a/b', remoteFile('/a/b'))
  first.setCursor('c1')
  first.close()
  const second = openStore(file)
  t.teardown(() => second.close())
  t.deepEqual(second.get('/a/b').remote, remoteFile('/a/b'))
  t.deepEqual(
    [...second.unsettled()].map(([path]) => path),
    ['/a', '/a/b'],
  )
  t.is(second.cursor(), 'c1')
  t.deepEqual(second.count('remote', '/a'), { files: 1, folders: 1, bytes: 1 })
})

test('a store is open once at a time', async (t) => {
  const file = await temporaryFile(t)
  const store = openStore(file)
  t.throws(() => openStore(file), { instanceOf: StoreError, code: 'in-use' })
  store.close()
  openStore(file).close()
})

test('a file that is no database is corrupt', async (t) => {
  const file = await temporaryFile(t)
  await writeFile(file, 'this is not a database, it is a letter to a friend\n'.repeat(100))
  t.throws(() => openStore(file), { instanceOf: StoreError, code: 'corrupt' })
})

test('a database of someone else is corrupt and stays as it is', async (t) => {
  const file = await temporaryFile(t)
  const other = new DatabaseSync(file)
  other.exec('CREATE TABLE letters (text)')
  other.close()
  t.throws(() => openStore(file), { instanceOf: StoreError, code: 'corrupt' })
})

test('a store that lost its second half is corrupt as soon as that is read', async (t) => {
  const file = await temporaryFile(t)
  const store = openStore(file)
  store.transaction(() => {
    for (let index = 0; index < 5_000; index++) store.setRemote(`/f/${index}`, remoteFile(`/f/${index}`))
  })
  store.close()
  await truncate(file, Math.floor((await stat(file)).size / 2 / 4096) * 4096)
  t.throws(
    () => {
      const damaged = openStore(file)
      t.teardown(() => damaged.close())
      for (const pair of damaged.children('/f')) t.truthy(pair)
    },
    { instanceOf: StoreError, code: 'corrupt' },
  )
})

test('a store of a newer version is left alone', async (t) => {
  const file = await temporaryFile(t)
  openStore(file).close()
  const database = new DatabaseSync(file)
  database.exec('PRAGMA user_version = 999')
  database.close()
  t.throws(() => openStore(file), { instanceOf: StoreError, code: 'newer-version' })
})

test('a store of the first version is brought to this one, with all that it holds', async (t) => {
  const file = await temporaryFile(t)
  const before = openStore(file)
  before.setSynced('/a', syncedFile('/a', 'a'))
  before.setSynced('/b', syncedFile('/b', 'b'))
  const root = { path: '', target: '/d', identity: 'i', generation: 1, device: 2, inode: 3, born: 4 }
  before.putRoot(root)
  before.close()
  const database = new DatabaseSync(file)
  database.exec(
    'DROP TABLE totals; ALTER TABLE history DROP COLUMN box; ALTER TABLE sessions DROP COLUMN beyond; DROP TABLE fingerprints; DROP INDEX node_by_synced_hash; ALTER TABLE roots DROP COLUMN born; PRAGMA user_version = 1',
  )
  database.close()
  t.throws(() => openStoreToRead(file), { instanceOf: StoreError, code: 'older-version' })
  const store = openStore(file)
  t.teardown(() => store.close())
  t.deepEqual([...store.syncedWithHash(hashOf('b'))], ['/b'])
  t.deepEqual(store.get('/a').synced, syncedFile('/a', 'a'))
  t.deepEqual(store.roots(), [{ ...root, born: 0 }])
  t.is(store.fingerprint('/a'), undefined)
})

test('what the trees hold is known again after a restart, and is what counting gives', async (t) => {
  const file = await temporaryFile(t)
  const before = openStore(file)
  before.setRemote('/f', remoteFolder('/f'))
  before.transaction(() => {
    for (const name of ['a', 'b', 'c']) before.setRemote(`/f/${name}`, remoteFile(`/f/${name}`))
  })
  before.setSynced('/f', syncedFolder('/f'))
  before.setSynced('/f/a', syncedFile('/f/a', 'a'))
  before.setRemote('/f/b', undefined)
  t.throws(() =>
    before.transaction(() => {
      before.setRemote('/f/d', remoteFile('/f/d'))
      throw new Error('undone')
    }),
  )
  before.close()
  const counts = () => {
    const store = openStore(file)
    try {
      return (['remote', 'local', 'synced'] as const).map((tree) => store.count(tree, ''))
    } finally {
      store.close()
    }
  }
  const known = counts()
  t.deepEqual(
    known.map(({ files, folders }) => [files, folders]),
    [
      [2, 1],
      [0, 0],
      [1, 1],
    ],
  )
  const database = new DatabaseSync(file)
  t.is(database.prepare('DELETE FROM totals').run().changes, 3)
  database.close()
  t.deepEqual(counts(), known)
})

test('a store cannot be made in a folder that is not there', async (t) => {
  const file = await temporaryFile(t)
  t.throws(() => openStore(join(file, 'index.db')), { instanceOf: StoreError, code: 'read-only' })
})

async function temporaryFile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'index.db')
}
