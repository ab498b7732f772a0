import { bytes, codeOf, type It, read, readAll, write } from './disk.ts'

/** What can be opened, how often, and what an open file allows. */
export function openFilesContract(it: It): void {
  it('a file is created once', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'one')
    t.is(await codeOf(files.openFile(`${folder}/f`, 'create')), 'exists')
    t.is(await codeOf(files.openFile(`${folder}/g`, 'read')), 'missing')
    t.is(await codeOf(files.openFile(`${folder}/f/g`, 'read')), 'not-a-folder')
  })

  it('an open file stays readable when its name is gone', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await using file = await files.openFile(`${folder}/f`, 'read')
    await files.unlink(`${folder}/f`)
    t.is(await readAll(file), 'content')
    t.is((await file.stats()).links, 0)
    await file.close()
    await file.close()
  })

  it('what is no file is opened as what it is, or not at all', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await write(files, `${folder}/f`, 'content')
    {
      await using opened = await files.openFile(`${folder}/a`, 'read')
      t.is((await opened.stats()).kind, 'folder')
      t.is(await codeOf(opened.read(new Uint8Array(1), 0)), 'is-a-folder')
    }
    t.is(await codeOf(files.openFile(`${folder}/a`, 'write')), 'is-a-folder')
    t.is(await codeOf(files.openFile(`${folder}/a`, 'create')), 'exists')
    t.is(await codeOf(files.openFolder(`${folder}/f`)), 'not-a-folder')
    t.is(await codeOf(files.list(`${folder}/f`)), 'not-a-folder')
    t.is(await codeOf(files.rmdir(`${folder}/f`)), 'not-a-folder')
    t.is(await codeOf(files.unlink(`${folder}/a`)), 'is-a-folder')
    t.is(await codeOf(files.readlink(`${folder}/f`)), 'invalid')
    t.is(await codeOf(files.mkdir(`${folder}/f/inner`)), 'not-a-folder')
  })

  it('an open file allows what it was opened for, until it is closed', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    const file = await files.openFile(`${folder}/f`, 'read')
    t.is(await codeOf(file.write(bytes('x'), 0)), 'io')
    await file.sync()
    await file.close()
    t.is(await codeOf(file.read(new Uint8Array(1), 0)), 'io')
    t.is(await codeOf(file.stats()), 'io')
    const open = await files.openFolder(folder)
    await open.close()
    t.is(await codeOf(open.sync()), 'io')
    t.is(await read(files, `${folder}/f`), 'content')
  })

  it('what is closed reaches nothing that is opened later', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await write(files, `${folder}/g`, 'another')
    const file = await files.openFile(`${folder}/f`, 'write')
    await file.close()
    await using next = await files.openFile(`${folder}/g`, 'write')
    t.is(await codeOf(file.read(new Uint8Array(1), 0)), 'io')
    t.is(await codeOf(file.write(bytes('x'), 0)), 'io')
    t.is(await codeOf(file.stats()), 'io')
    t.is(await codeOf(file.sync()), 'io')
    t.is(await readAll(next), 'another')
  })

  it('a file that is closed while it is written to keeps what comes late from the file that is opened next', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await write(files, `${folder}/g`, 'another')
    for (const length of [10, 1_000_000]) {
      const file = await files.openFile(`${folder}/f`, 'write')
      const writing = Array.from({ length: 8 }, () => codeOf(file.write(new Uint8Array(length), 0)))
      const closing = file.close()
      await using next = await files.openFile(`${folder}/g`, 'write')
      for (const code of await Promise.all(writing)) t.true(['none', 'io'].includes(code), code)
      await closing
      t.is(await readAll(next), 'another')
    }
  })
}
