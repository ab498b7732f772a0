import { DiskError } from '../../../../runtime/ports/files.ts'
import { codeOf, type It, read, write } from './disk.ts'

/** Folders, by their path and while they are open. */
export function foldersContract(it: It): void {
  it('a folder lists its names with their stats', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await files.mkdir(`${folder}/inner`)
    await files.symlink('nowhere', `${folder}/link`)
    const listed = await files.list(folder)
    const kinds = Object.fromEntries(listed.map(({ name, stats }) => [name, stats?.kind]))
    t.deepEqual(kinds, { f: 'file', inner: 'folder', link: 'symlink' })
    t.deepEqual(listed.find(({ name }) => name === 'f')?.stats, await files.lstat(`${folder}/f`))
    t.is(await codeOf(files.list(`${folder}/g`)), 'missing')
    t.is(await codeOf(files.list(`${folder}/f`)), 'not-a-folder')
  })

  it('folders are made once and removed when empty', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`, 0o700)
    t.is((await files.lstat(`${folder}/a`))?.mode, 0o700)
    t.is(await codeOf(files.mkdir(`${folder}/a`)), 'exists')
    t.is(await codeOf(files.mkdir(`${folder}/x/y`)), 'missing')
    await write(files, `${folder}/a/f`, '')
    t.true(['not-empty', 'exists'].includes(await codeOf(files.rmdir(`${folder}/a`))))
    await files.unlink(`${folder}/a/f`)
    await files.rmdir(`${folder}/a`)
    t.is(await codeOf(files.rmdir(`${folder}/a`)), 'missing')
    t.is(await codeOf(files.unlink(`${folder}/a`)), 'missing')
  })

  it('an open folder stays the same folder when its path comes to mean another', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await write(files, `${folder}/a/f`, 'inside')
    await using open = await files.openFolder(`${folder}/a`)
    t.deepEqual(await open.stats(), await files.lstat(`${folder}/a`))
    t.is(await read(files, open.at('f')), 'inside')
    await open.sync()
    await files.rename(`${folder}/a`, `${folder}/b`)
    await files.mkdir(`${folder}/a`)
    let through: string
    try {
      through = open.at('f')
    } catch (error) {
      t.is(error instanceof DiskError && error.code, 'changed')
      return
    }
    t.is(await read(files, through), 'inside')
    await files.rename(through, open.at('g'))
    t.is(await read(files, `${folder}/b/g`), 'inside')
  })

  it('a folder cannot be put below itself, nor get a further name', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await files.mkdir(`${folder}/a/b`)
    t.is(await codeOf(files.rename(`${folder}/a`, `${folder}/a/b/c`)), 'invalid')
    t.is(await codeOf(files.rename(`${folder}/a/b`, `${folder}/a`)), 'not-empty')
    t.is(await codeOf(files.link(`${folder}/a`, `${folder}/c`)), 'no-permission')
    t.is(await codeOf(files.link(`${folder}/nothing`, `${folder}/c`)), 'missing')
    await write(files, `${folder}/f`, '')
    t.is(await codeOf(files.rename(`${folder}/f`, `${folder}/a`)), 'is-a-folder')
    await files.rename(`${folder}/a/b`, `${folder}/c`)
    t.deepEqual((await files.list(`${folder}/a`)).length, 0)
  })

  it('in a folder that was removed while it is open nothing can be made', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await using open = await files.openFolder(`${folder}/a`)
    await files.rmdir(`${folder}/a`)
    const code = await codeOf(Promise.resolve().then(() => files.mkdir(open.at('b'))))
    t.true(['missing', 'changed'].includes(code))
    await open.sync()
  })
}
