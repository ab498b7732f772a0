import type { ExecutionContext } from 'ava'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { drained, listed, pageRead, type Reader } from '../cloud-calls.ts'
import { type ContractDropbox, fileOf, type It, put, replace } from './dropbox.ts'

/** What the delta tells, whatever its pages look like. */
export function deltaContract(it: It): void {
  const reading = async ({ cloud }: ContractDropbox): Promise<Reader> => {
    const reader: Reader = { tree: new Map(), cursor: undefined }
    await drained(cloud, reader)
    return reader
  }
  /** Who read on knows what who lists anew finds. */
  const agrees = async (t: ExecutionContext, { cloud }: ContractDropbox, reader: Reader): Promise<void> => {
    await drained(cloud, reader)
    const fresh = await listed(cloud)
    t.deepEqual([...reader.tree].toSorted(byPath), [...fresh].toSorted(byPath))
  }

  it('an empty account lists nothing, and its cursor goes on', async (t, dropbox) => {
    const { cloud } = dropbox
    const page = await cloud.changes(undefined)
    t.deepEqual([page.changes, page.more], [[], false])
    const next = await cloud.changes(page.cursor)
    t.deepEqual([next.changes, next.more], [[], false])
    await put(cloud, { '/a': 'a' })
    t.is((await cloud.changes(next.cursor)).changes.length, 1)
  })

  it('a listing holds every file and folder as they are', async (t, { cloud }) => {
    const files = await put(cloud, { '/Folder/File.TXT': 'content', '/b': '' })
    const tree = await listed(cloud)
    t.deepEqual([...tree.keys()].toSorted(), ['/b', '/folder', '/folder/file.txt'])
    t.like(tree.get('/folder'), { kind: 'folder', name: 'Folder' })
    t.deepEqual(tree.get('/folder/file.txt'), fileOf(files, '/Folder/File.TXT'))
    t.like(tree.get('/folder/file.txt'), {
      kind: 'file',
      name: 'File.TXT',
      size: 7,
      modified: 1_700_000_000_000,
      downloadable: true,
    })
  })

  for (const size of [1, 3])
    it(`listing and delta come in pages of ${size}, some of them empty`, async (t, dropbox) => {
      const { cloud, pages } = dropbox
      await pages(size)
      await put(cloud, { '/a/1': '1', '/a/2': '2', '/b/3': '3' })
      const reader = await reading(dropbox)
      t.is(reader.tree.size, 5)
      await put(cloud, { '/a/4': '4', '/c/5': '5' })
      await cloud.move('/a', '/d')
      await agrees(t, dropbox, reader)
      t.is(reader.tree.size, 8)
    })

  it('what changes while the listing is read is told by it or right after it', async (t, dropbox) => {
    const { cloud, pages } = dropbox
    await pages(1)
    const files = await put(cloud, { '/a': 'a', '/m': 'm', '/z': 'z' })
    const reader: Reader = { tree: new Map(), cursor: undefined }
    while (reader.tree.size === 0) await pageRead(cloud, reader)
    await put(cloud, { '/0': '0', '/n': 'n' })
    await cloud.deleteFiles(['/a', '/m'].map((path) => ({ path, rev: fileOf(files, path).rev })))
    await drained(cloud, reader)
    await agrees(t, dropbox, reader)
    t.deepEqual([...reader.tree.keys()].toSorted(), ['/0', '/n', '/z'])
  })

  it('a new content is told with a new revision and the same id', async (t, dropbox) => {
    const { cloud } = dropbox
    const before = fileOf(await put(cloud, { '/A.txt': 'one' }), '/A.txt')
    const reader = await reading(dropbox)
    const after = await replace(cloud, '/a.TXT', before, 'two')
    t.deepEqual(await drained(cloud, reader), [{ kind: 'present', path: '/a.txt', entry: after }])
    t.is(after.id, before.id)
    t.not(after.rev, before.rev)
    t.is(after.name, 'A.txt', 'an overwritten file keeps the spelling of its name')
  })

  it('a deletion is told by its path', async (t, dropbox) => {
    const { cloud } = dropbox
    const files = await put(cloud, { '/a': 'a', '/b': 'b' })
    const reader = await reading(dropbox)
    await cloud.deleteFiles([{ path: '/a', rev: fileOf(files, '/a').rev }])
    t.deepEqual(await drained(cloud, reader), [{ kind: 'deleted', path: '/a' }])
    await agrees(t, dropbox, reader)
  })

  it('the deletion of a folder takes along what is in it', async (t, dropbox) => {
    const { cloud } = dropbox
    await cloud.createFolders(['/f/g/h', '/k'])
    const reader = await reading(dropbox)
    await cloud.deleteEmptyFolder('/f')
    t.true((await drained(cloud, reader)).some(({ kind, path }) => kind === 'deleted' && path === '/f'))
    t.deepEqual([...reader.tree.keys()], ['/k'])
  })

  it('a moved folder is told at its new place with all below it, by the same ids and new revisions', async (t, dropbox) => {
    const { cloud } = dropbox
    await put(cloud, { '/a/b/c': 'c', '/a/d': 'd' })
    const reader = await reading(dropbox)
    const before = new Map(reader.tree)
    await cloud.move('/a', '/x/Y')
    const changes = await drained(cloud, reader)
    t.true(changes.some(({ kind, path }) => kind === 'deleted' && path === '/a'))
    t.deepEqual(changes.flatMap((change) => (change.kind === 'present' ? [change.path] : [])).toSorted(), [
      '/x',
      '/x/y',
      '/x/y/b',
      '/x/y/b/c',
      '/x/y/d',
    ])
    t.deepEqual([...reader.tree.keys()].toSorted(), ['/x', '/x/y', '/x/y/b', '/x/y/b/c', '/x/y/d'])
    for (const path of ['', '/b', '/b/c', '/d'])
      t.is(reader.tree.get(`/x/y${path}`)?.id, before.get(`/a${path}`)?.id)
    const [old, moved] = [before.get('/a/d'), reader.tree.get('/x/y/d')]
    if (old?.kind !== 'file' || moved?.kind !== 'file') return t.fail()
    t.not(moved.rev, old.rev)
    t.is(moved.hash, old.hash)
  })

  it('who read on knows what is there, however places changed their nature meanwhile', async (t, dropbox) => {
    const { cloud } = dropbox
    const files = await put(cloud, { '/file': 'f', '/folder/x/y': 'y', '/folder/z': 'z', '/again/old': 'o' })
    const reader = await reading(dropbox)
    // A folder where a file was.
    await cloud.deleteFiles([{ path: '/file', rev: fileOf(files, '/file').rev }])
    await put(cloud, { '/file/below': 'b' })
    // A file where a folder was.
    await cloud.move('/folder', '/elsewhere')
    await put(cloud, { '/folder': 'now a file' })
    // A folder that was deleted and made again, without what it held.
    await cloud.move('/again', '/gone')
    await cloud.createFolders(['/again'])
    await agrees(t, dropbox, reader)
    t.is(reader.tree.get('/folder')?.kind, 'file')
    t.false(reader.tree.has('/again/old'))
  })

  it('a cursor may be used twice', async (t, dropbox) => {
    const { cloud } = dropbox
    const reader = await reading(dropbox)
    const { cursor } = reader
    await put(cloud, { '/a': 'a' })
    await agrees(t, dropbox, reader)
    await put(cloud, { '/b': 'b' })
    reader.cursor = cursor
    await agrees(t, dropbox, reader)
  })

  it('a cursor that is of no use says that the listing starts anew', async (t, dropbox) => {
    const { cloud, resetCursors } = dropbox
    await put(cloud, { '/a': 'a' })
    const { cursor } = await cloud.changes(undefined)
    await resetCursors()
    const reset = { instanceOf: CloudError, code: 'cursor-reset' }
    await t.throwsAsync(cloud.changes(cursor), reset)
    await t.throwsAsync(cloud.waitForChange(cursor, new AbortController().signal), reset)
    await t.throwsAsync(cloud.changes('no cursor'), reset)
    await t.throwsAsync(cloud.waitForChange('no cursor', new AbortController().signal), reset)
    t.is((await listed(cloud)).size, 1)
  })

  it('a change by another connection ends the waiting', async (t, { cloud, another }) => {
    const { cursor } = await cloud.changes(undefined)
    const waiting = cloud.waitForChange(cursor, new AbortController().signal)
    await put(another(), { '/new': 'n' })
    t.true(await waiting)
    t.like((await cloud.changes(cursor)).changes, [{ kind: 'present', path: '/new' }])
  })

  it('a change that came before the waiting ends it at once', async (t, { cloud }) => {
    const { cursor } = await cloud.changes(undefined)
    await put(cloud, { '/new': 'n' })
    t.true(await cloud.waitForChange(cursor, new AbortController().signal))
  })

  it('waiting that is called off ends at once', async (t, { cloud }) => {
    const { cursor } = await cloud.changes(undefined)
    const controller = new AbortController()
    const waiting = cloud.waitForChange(cursor, controller.signal)
    controller.abort()
    await t.throwsAsync(waiting, { instanceOf: CloudError, code: 'aborted' })
  })
}

function byPath([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
