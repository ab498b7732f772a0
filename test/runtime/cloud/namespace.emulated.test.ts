import test from 'ava'
import { nameAfterRenaming, nameWhileRenaming } from '../../../runtime/core/renaming.ts'
import type { RemoteFile } from '../../../runtime/core/tree.ts'
import type { ItemResult } from '../../../runtime/ports/cloud.ts'
import { bytesOf, emulatedDropbox, fileToUpload, listed, uploaded } from './emulated-dropbox.ts'

const conflict: ItemResult<never> = { ok: false, refusal: { reason: 'conflict' } }
const missing: ItemResult<never> = { ok: false, refusal: { reason: 'missing' } }

type Dropbox = Awaited<ReturnType<typeof emulatedDropbox>>

async function put({ cloud }: Dropbox, ...paths: string[]): Promise<RemoteFile[]> {
  const results = await uploaded(
    cloud,
    paths.map((path, index) => fileToUpload(path, bytesOf(10, index + 1))),
  )
  return paths.map((path) => {
    const result = results.get(path)
    if (!result?.ok || result.value.kind !== 'file') throw new Error(path)
    return result.value
  })
}

async function paths({ cloud }: Dropbox): Promise<string[]> {
  return [...(await listed(cloud)).keys()].toSorted()
}

test('folders are made in one call, and those that are there already are as good as made', async (t) => {
  const dropbox = await emulatedDropbox(t)
  await dropbox.cloud.createFolders(['/Old'])
  await put(dropbox, '/file')
  const results = await dropbox.cloud.createFolders([
    '/old',
    '/New/Deep',
    '/new',
    '/file',
    '/file/below',
    '/a/../b',
  ])
  t.like(results[0], { ok: true, value: { kind: 'folder', name: 'Old' } })
  t.like(results[1], { ok: true, value: { kind: 'folder', name: 'Deep' } })
  t.like(results[2], { ok: true, value: { kind: 'folder' } })
  t.deepEqual(results[3], conflict)
  t.deepEqual(results[4], conflict)
  t.like(results[5], { ok: false, refusal: { reason: 'name-refused' } })
  t.deepEqual(await paths(dropbox), ['/file', '/new', '/new/deep', '/old'])
})

test('one folder is made in one request', async (t) => {
  const dropbox = await emulatedDropbox(t)
  t.like(await dropbox.cloud.createFolders(['/Ordner']), [{ ok: true, value: { name: 'Ordner' } }])
  t.deepEqual(dropbox.routes(), { 'files/create_folder_v2': 1 })
  t.deepEqual(await dropbox.cloud.createFolders([]), [])
})

test('2,500 folders are made in three calls', async (t) => {
  const dropbox = await emulatedDropbox(t)
  dropbox.emulator.configure({ batches: { mode: 'sync' } })
  const folders = Array.from({ length: 2500 }, (_, index) => `/f/${index}`)
  const results = await dropbox.cloud.createFolders(folders)
  t.deepEqual(
    results.map((result) => result.ok && result.value.name),
    folders.map((_, index) => String(index)),
  )
  t.deepEqual(dropbox.routes(), { 'files/create_folder_batch': 3 })
})

for (const mode of ['sync', 'async'] as const)
  test(`files are deleted only at the revision that is known, ${mode}`, async (t) => {
    const dropbox = await emulatedDropbox(t)
    dropbox.emulator.configure({ batches: { mode, pendingPolls: 3 } })
    const { cloud } = dropbox
    const files = await put(dropbox, '/a', '/b', '/c', '/folder/x')
    const [a, b, c] = files.map(({ rev }) => rev)
    await uploaded(cloud, [fileToUpload('/b', bytesOf(99, 9), { over: b ?? '' })])
    const results = await cloud.deleteFiles([
      { path: '/A', rev: a ?? '' },
      { path: '/b', rev: b ?? '' },
      { path: '/gone', rev: a ?? '' },
      { path: '/no/such/folder', rev: a ?? '' },
      { path: '/folder', rev: a ?? '' },
    ])
    t.deepEqual(results.slice(0, 4), [
      { ok: true, value: null },
      conflict,
      { ok: true, value: null },
      { ok: true, value: null },
    ])
    t.false(results[4]?.ok)
    t.deepEqual(await paths(dropbox), ['/b', '/c', '/folder', '/folder/x'])
    t.deepEqual(await cloud.deleteFiles([{ path: '/c', rev: b ?? '' }]), [conflict])
    t.deepEqual(await cloud.deleteFiles([{ path: '/c', rev: c ?? '' }]), [{ ok: true, value: null }])
    t.deepEqual(await cloud.deleteFiles([{ path: '/c', rev: c ?? '' }]), [{ ok: true, value: null }])
    t.deepEqual(await cloud.deleteFiles([]), [])
  })

test('a folder is deleted only when no file is anywhere below it', async (t) => {
  const dropbox = await emulatedDropbox(t)
  dropbox.emulator.configure({ pages: { forced: 1, empty: true } })
  const { cloud } = dropbox
  await cloud.createFolders(['/empty/one/two', '/empty/three'])
  await put(dropbox, '/full/deep/er/file')
  t.deepEqual(await cloud.deleteEmptyFolder('/full'), conflict)
  t.deepEqual(await cloud.deleteEmptyFolder('/full/deep/er/file'), conflict)
  t.deepEqual(await cloud.deleteEmptyFolder(''), conflict)
  t.deepEqual(await cloud.deleteEmptyFolder('/EMPTY'), { ok: true, value: null })
  t.deepEqual(await cloud.deleteEmptyFolder('/empty'), { ok: true, value: null })
  t.deepEqual(await paths(dropbox), ['/full', '/full/deep', '/full/deep/er', '/full/deep/er/file'])
})

test('a move takes everything below along and overwrites nothing', async (t) => {
  const dropbox = await emulatedDropbox(t)
  const { cloud } = dropbox
  const [file] = await put(dropbox, '/a/x', '/b')
  t.like(await cloud.move('/a', '/c/A2'), { ok: true, value: { kind: 'folder', name: 'A2' } })
  t.like(await cloud.move('/c/A2/x', '/y'), {
    ok: true,
    value: { kind: 'file', id: file?.id, hash: file?.hash },
  })
  t.deepEqual(await cloud.move('/y', '/b'), conflict)
  t.deepEqual(await cloud.move('/gone', '/z'), missing)
  t.like(await cloud.move('/y', '/.dropbox'), { ok: false, refusal: { reason: 'name-refused' } })
  t.deepEqual(await cloud.move('/c', '/c/d'), conflict)
  t.deepEqual(await paths(dropbox), ['/b', '/c', '/c/a2', '/y'])
})

for (const caseOnlyMove of ['allow', 'silent', 'refuse'] as const)
  test(`a name changes by case alone where the server would ${caseOnlyMove} it`, async (t) => {
    const dropbox = await emulatedDropbox(t)
    dropbox.emulator.configure({ names: { caseOnlyMove } })
    const { cloud } = dropbox
    const [file] = await put(dropbox, '/folder/read me.txt')
    t.like(await cloud.move('/folder/read me.txt', '/folder/Read Me.txt'), {
      ok: true,
      value: { kind: 'file', name: 'Read Me.txt', id: file?.id },
    })
    t.like(await cloud.move('/folder', '/FOLDER'), { ok: true, value: { kind: 'folder', name: 'FOLDER' } })
    const tree = await listed(cloud)
    t.deepEqual([...tree.keys()].toSorted(), ['/folder', '/folder/read me.txt'])
    t.is(tree.get('/folder/read me.txt')?.name, 'Read Me.txt')
    t.is(tree.get('/folder')?.name, 'FOLDER')
  })

test('a move whose answer is lost is found to have been made', async (t) => {
  const dropbox = await emulatedDropbox(t)
  await put(dropbox, '/a')
  dropbox.emulator.configure({ faults: [{ route: 'files/move_v2', kind: 'lost', count: 1 }] })
  t.like(await dropbox.cloud.move('/a', '/b'), { ok: true, value: { name: 'b' } })
})

test('an unfinished rename is recognised by its name', (t) => {
  for (const name of ['Read Me.txt', 'README', '.Profile', 'a.tar.gz', 'Ümlaut (1).md'])
    t.is(nameAfterRenaming(nameWhileRenaming(name, '1a2b3c4d5e6f')), name)
  t.is(nameWhileRenaming('Read Me.txt', '1a2b3c4d5e6f'), 'Read Me (renaming 1a2b3c4d).txt')
  t.is(nameAfterRenaming('Read Me.txt'), undefined)
})

test('Unicode is told as Dropbox shows it and keyed as it compares', async (t) => {
  const dropbox = await emulatedDropbox(t)
  const decomposed = '/A\u0308pfel/Cafe\u0301.TXT'
  await put(dropbox, decomposed)
  const tree = await listed(dropbox.cloud)
  t.deepEqual([...tree.keys()].toSorted(), ['/\u00e4pfel', '/\u00e4pfel/caf\u00e9.txt'])
  t.is(tree.get('/\u00e4pfel/caf\u00e9.txt')?.name, 'Caf\u00e9.TXT')
})

test('a change ends the waiting', async (t) => {
  const dropbox = await emulatedDropbox(t)
  const { cloud } = dropbox
  const { cursor } = await cloud.changes(undefined)
  const waiting = cloud.waitForChange(cursor, new AbortController().signal)
  await put(dropbox, '/new')
  t.true(await waiting)
  const page = await cloud.changes(cursor)
  t.deepEqual(
    page.changes.map(({ kind, path }) => [kind, path]),
    [['present', '/new']],
  )
})

test('waiting without a change ends without news', async (t) => {
  const dropbox = await emulatedDropbox(t)
  dropbox.emulator.configure({ longpoll: { maximum: 50 } })
  const { cursor } = await dropbox.cloud.changes(undefined)
  t.false(await dropbox.cloud.waitForChange(cursor, new AbortController().signal))
})

test('the account and its space are known', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const account = await cloud.account()
  t.true(account.id.startsWith('dbid:') && account.name !== '' && account.email.includes('@'))
  const { used, allocated } = await cloud.space()
  t.true(used === 0 && allocated > 0)
})
