import { codeOf, type It, read, write } from './disk.ts'

/** Which calls follow a symlink, and where to. */
export function symlinksContract(it: It): void {
  it('a symlink is read, resolved, and never opened', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await files.symlink('f', `${folder}/link`)
    await files.symlink('loop', `${folder}/loop`)
    await files.mkdir(`${folder}/inner`)
    await files.symlink('inner', `${folder}/way`)
    t.is(await files.readlink(`${folder}/link`), 'f')
    t.is(await files.realpath(`${folder}/link`), `${folder}/f`)
    t.is(await codeOf(files.openFile(`${folder}/link`, 'read')), 'loop')
    t.is(await codeOf(files.realpath(`${folder}/loop`)), 'loop')
    t.not(await codeOf(files.openFolder(`${folder}/way`)), 'none')
    t.is(await codeOf(files.symlink('f', `${folder}/link`)), 'exists')
  })

  it('no call but a few follows a symlink at the end of a path', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await write(files, `${folder}/a/f`, 'content')
    await files.symlink('a', `${folder}/way`)
    await files.symlink('a/f', `${folder}/link`)
    t.is((await files.lstat(`${folder}/way`))?.kind, 'symlink')
    t.is((await files.lstat(`${folder}/way/f`))?.kind, 'file')
    t.deepEqual(
      (await files.list(`${folder}/way`)).map(({ name }) => name),
      ['f'],
    )
    t.is(await codeOf(files.rmdir(`${folder}/way`)), 'not-a-folder')
    t.is(await codeOf(files.openFile(`${folder}/link`, 'write')), 'loop')
    await files.utimes(`${folder}/link`, 1_000_000_000_000)
    t.is((await files.lstat(`${folder}/link`))?.modified, 1_000_000_000_000)
    t.not((await files.lstat(`${folder}/a/f`))?.modified, 1_000_000_000_000)
    await files.chmod(`${folder}/link`, 0o600)
    t.is((await files.lstat(`${folder}/a/f`))?.mode, 0o600)
    await files.link(`${folder}/link`, `${folder}/further`)
    t.is((await files.lstat(`${folder}/further`))?.kind, 'symlink')
    await files.rename(`${folder}/way`, `${folder}/moved`)
    t.is(await files.readlink(`${folder}/moved`), 'a')
    await files.unlink(`${folder}/moved`)
    t.is(await read(files, `${folder}/a/f`), 'content')
  })

  it('`..` leads up from where a symlink led, and slashes may be many', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await files.mkdir(`${folder}/a/b`)
    await files.symlink('a/b', `${folder}/way`)
    await write(files, `${folder}/a/f`, 'content')
    t.is(await files.realpath(`${folder}/way/../f`), `${folder}/a/f`)
    t.is(await read(files, `${folder}//a/./b/..//f`), 'content')
    await files.mkdir(`${folder}/c/`)
    t.is((await files.lstat(`${folder}/c`))?.kind, 'folder')
    t.is(await codeOf(files.realpath(`${folder}/a/f/`)), 'not-a-folder')
  })
}
