import { codeOf, type It, read, write } from './disk.ts'

/** The names of a file: further ones, new ones, and which there can be. */
export function namesContract(it: It): void {
  it('a link is a further name and never replaces', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await files.link(`${folder}/f`, `${folder}/g`)
    t.is(await codeOf(files.link(`${folder}/f`, `${folder}/g`)), 'exists')
    const [one, other] = [await files.lstat(`${folder}/f`), await files.lstat(`${folder}/g`)]
    t.is(one?.inode, other?.inode)
    t.is(one?.links, 2)
    await files.unlink(`${folder}/f`)
    t.is(await read(files, `${folder}/g`), 'content')
  })

  it('renaming replaces a file, keeps the inode, and puts nothing over a full folder', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'new')
    await write(files, `${folder}/g`, 'old')
    const before = await files.lstat(`${folder}/f`)
    await files.rename(`${folder}/f`, `${folder}/g`)
    const after = await files.lstat(`${folder}/g`)
    t.is(await read(files, `${folder}/g`), 'new')
    t.is(after?.inode, before?.inode)
    t.is(after?.born, before?.born)
    t.is(after?.modified, before?.modified)
    await files.mkdir(`${folder}/a`)
    await files.mkdir(`${folder}/b`)
    await write(files, `${folder}/b/f`, '')
    t.true(['not-empty', 'exists'].includes(await codeOf(files.rename(`${folder}/a`, `${folder}/b`))))
    t.is(await codeOf(files.rename(`${folder}/a`, `${folder}/g`)), 'not-a-folder')
    t.is(await codeOf(files.rename(`${folder}/nothing`, `${folder}/h`)), 'missing')
  })

  it('a name of 256 bytes is too long', async (t, files, folder) => {
    t.is(await codeOf(files.mkdir(`${folder}/${'x'.repeat(256)}`)), 'name-too-long')
  })

  it('renaming a file to a further name of its own does nothing', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await files.link(`${folder}/f`, `${folder}/g`)
    await files.rename(`${folder}/f`, `${folder}/g`)
    t.is((await files.lstat(`${folder}/f`))?.links, 2)
    await files.rename(`${folder}/f`, `${folder}/f`)
    t.is(await read(files, `${folder}/f`), 'content')
  })

  it('names are told apart by their very bytes', async (t, files, folder) => {
    const names = [
      '\u00e9',
      'e\u0301',
      'E\u0301',
      'a b',
      '-',
      '\\',
      'line\nbreak',
      'x'.repeat(255),
      '\u{1f600}'.repeat(63),
    ]
    for (const name of names) await write(files, `${folder}/${name}`, name)
    t.deepEqual((await files.list(folder)).map(({ name }) => name).sort(), names.toSorted())
    for (const name of names) t.is(await read(files, `${folder}/${name}`), name)
    t.is(await codeOf(files.mkdir(`${folder}/${'\u{1f600}'.repeat(64)}`)), 'name-too-long')
    t.is(await codeOf(files.mkdir(`${folder}/nul\0`)), 'io')
    t.is(await codeOf(files.symlink('nul\0', `${folder}/nul`)), 'io')
    t.is(await codeOf(files.lstat(`${folder}/${'deep/'.repeat(1000)}`)), 'name-too-long')
  })
}
