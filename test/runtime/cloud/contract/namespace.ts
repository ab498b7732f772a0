import { bytesOf, fileToUpload, listed, uploaded } from '../cloud-calls.ts'
import { conflict, done, fileOf, type It, missing, put, reasonOf, replace } from './dropbox.ts'

/** Folders, deletions and moves. */
export function namespaceContract(it: It): void {
  const paths = async (cloud: Parameters<typeof listed>[0]): Promise<string[]> =>
    [...(await listed(cloud)).keys()].toSorted()

  it('folders are made with those above them, and one that is there already is as good as made', async (t, {
    cloud,
  }) => {
    const [made] = await cloud.createFolders(['/Old'])
    const results = await cloud.createFolders(['/New/Deep/Er', '/old', '/New', '/New/Deep', '/OLD'])
    t.deepEqual(
      results.map((result) => result.ok && result.value.name),
      ['Er', 'Old', 'New', 'Deep', 'Old'],
    )
    t.deepEqual(results[1], made)
    t.deepEqual(results[4], made)
    t.deepEqual(await paths(cloud), ['/new', '/new/deep', '/new/deep/er', '/old'])
    t.deepEqual(await cloud.createFolders([]), [])
  })

  it('one folder is refused without the others', async (t, { cloud }) => {
    await put(cloud, { '/file': 'f' })
    const results = await cloud.createFolders([
      '/file',
      '/file/below',
      '/.dropbox',
      '/a/../b',
      'relative',
      '/good',
    ])
    t.deepEqual(results.map(reasonOf), [
      'conflict',
      'conflict',
      'name-refused',
      'name-refused',
      'name-refused',
      undefined,
    ])
    t.deepEqual(await paths(cloud), ['/file', '/good'])
  })

  for (const path of ['/file', '/.dropbox', '/x/..', '/trailing ', '/back\\slash', `/${'n'.repeat(256)}`])
    it(`the folder ${JSON.stringify(path.slice(0, 20))} alone is refused`, async (t, { cloud }) => {
      await put(cloud, { '/file': 'f' })
      const [result] = await cloud.createFolders([path])
      t.is(reasonOf(result), path === '/file' ? 'conflict' : 'name-refused')
    })

  it('files are deleted only at the revision that is known', async (t, { cloud }) => {
    const files = await put(cloud, { '/a': 'a', '/b': 'b', '/c': 'c', '/folder/x': 'x' })
    const rev = (path: string): string => fileOf(files, path).rev
    await replace(cloud, '/b', fileOf(files, '/b'), 'newer')
    const results = await cloud.deleteFiles([
      { path: '/A', rev: rev('/a') },
      { path: '/b', rev: rev('/b') },
      { path: '/gone', rev: rev('/a') },
      { path: '/no/such/folder', rev: rev('/a') },
      { path: '/folder', rev: rev('/a') },
      { path: '/a/..', rev: rev('/a') },
    ])
    t.deepEqual(results.slice(0, 5), [done, conflict, done, done, conflict])
    t.is(reasonOf(results[5]), 'name-refused')
    t.deepEqual(await paths(cloud), ['/b', '/c', '/folder', '/folder/x'])
    t.deepEqual(await cloud.deleteFiles([]), [])
  })

  it('one file is deleted only at the revision that is known', async (t, { cloud }) => {
    const files = await put(cloud, { '/a': 'a', '/folder/x': 'x' })
    const { rev } = fileOf(files, '/a')
    t.deepEqual(await cloud.deleteFiles([{ path: '/a', rev: fileOf(files, '/folder/x').rev }]), [conflict])
    t.deepEqual(await cloud.deleteFiles([{ path: '/folder', rev }]), [conflict])
    t.deepEqual(await cloud.deleteFiles([{ path: '/a', rev }]), [done])
    t.deepEqual(await cloud.deleteFiles([{ path: '/a', rev }]), [done])
    t.deepEqual(await paths(cloud), ['/folder', '/folder/x'])
  })

  it('a folder is deleted with the folders in it, unless a file is anywhere below', async (t, { cloud }) => {
    await cloud.createFolders(['/empty/one/two', '/empty/three'])
    await put(cloud, { '/full/deep/er/file': 'f' })
    t.deepEqual(await cloud.deleteEmptyFolder('/full'), conflict)
    t.deepEqual(await cloud.deleteEmptyFolder('/full/deep/er/file'), conflict)
    t.deepEqual(await cloud.deleteEmptyFolder(''), conflict)
    t.deepEqual(await cloud.deleteEmptyFolder('/EMPTY'), done)
    t.deepEqual(await cloud.deleteEmptyFolder('/empty'), done)
    t.deepEqual(await paths(cloud), ['/full', '/full/deep', '/full/deep/er', '/full/deep/er/file'])
  })

  it('a move takes everything below along, makes folders above, and overwrites nothing', async (t, {
    cloud,
  }) => {
    const { '/a/x': file } = await put(cloud, { '/a/x': 'x', '/b': 'b' })
    t.like(await cloud.move('/a', '/c/A2'), { ok: true, value: { kind: 'folder', name: 'A2' } })
    t.like(await cloud.move('/C/a2/X', '/Y'), {
      ok: true,
      value: { kind: 'file', name: 'Y', id: file?.id, hash: file?.hash, modified: file?.modified },
    })
    t.deepEqual(await cloud.move('/y', '/b'), conflict)
    t.deepEqual(await cloud.move('/y', '/B'), conflict)
    t.deepEqual(await cloud.move('/y', '/b/below'), conflict)
    t.deepEqual(await cloud.move('/c', '/c/d'), conflict)
    t.deepEqual(await cloud.move('/Y', '/Y'), conflict)
    t.like(
      await cloud.move('/y', '/Y'),
      { ok: true, value: { name: 'Y', id: file?.id } },
      'spelled so already',
    )
    t.deepEqual(await cloud.move('/gone', '/z'), missing)
    t.is(reasonOf(await cloud.move('/y', '/.dropbox')), 'name-refused')
    t.is(reasonOf(await cloud.move('/y', '/..')), 'name-refused')
    t.deepEqual(await paths(cloud), ['/b', '/c', '/c/a2', '/y'])
  })

  for (const mode of ['allow', 'silent', 'refuse'] as const)
    it(`a name changes by case alone where Dropbox would ${mode} it`, async (t, { cloud, caseOnlyMove }) => {
      await caseOnlyMove(mode)
      const { '/folder/read me.txt': file } = await put(cloud, { '/folder/read me.txt': 'r' })
      t.like(await cloud.move('/folder/read me.txt', '/folder/Read Me.txt'), {
        ok: true,
        value: { kind: 'file', name: 'Read Me.txt', id: file?.id, hash: file?.hash },
      })
      t.like(await cloud.move('/folder', '/FOLDER'), { ok: true, value: { kind: 'folder', name: 'FOLDER' } })
      const tree = await listed(cloud)
      t.deepEqual([...tree.keys()].toSorted(), ['/folder', '/folder/read me.txt'])
      t.is(tree.get('/folder/read me.txt')?.name, 'Read Me.txt')
      t.is(tree.get('/folder')?.name, 'FOLDER')
    })

  it('names are kept in NFC, and keyed as Dropbox compares them', async (t, { cloud }) => {
    await uploaded(cloud, [fileToUpload('/A\u0308pfel/Cafe\u0301.TXT', bytesOf(3, 1))])
    t.like(await cloud.createFolders(['/\u00c4PFEL']), [{ ok: true, value: { name: '\u00c4pfel' } }])
    const tree = await listed(cloud)
    t.deepEqual([...tree.keys()].toSorted(), ['/\u00e4pfel', '/\u00e4pfel/caf\u00e9.txt'])
    t.is(tree.get('/\u00e4pfel/caf\u00e9.txt')?.name, 'Caf\u00e9.TXT')
    const stigma = ['/\u03a3\u03a3', '/\u03c3\u03c3']
    t.like(await cloud.createFolders(stigma), [{ ok: true }, { ok: true, value: { name: '\u03a3\u03a3' } }])
  })
}
