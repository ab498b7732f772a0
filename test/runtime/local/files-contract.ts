import type { ExecutionContext, TestFn } from 'ava'
import { DiskError, type DiskErrorCode, type Files, type OpenFile } from '../../../runtime/ports/files.ts'

/** What every disk behind the `Files` port must do, real or simulated. `open` gives one with an empty folder of the test's own. */
export function testFilesContract(
  test: TestFn,
  kind: string,
  open: (t: ExecutionContext) => Promise<{ files: Files; folder: string }>,
): void {
  const it = (
    sentence: string,
    check: (t: ExecutionContext, files: Files, folder: string) => Promise<void>,
  ): void =>
    test(`${kind}: ${sentence}`, async (t) => {
      const { files, folder } = await open(t)
      await check(t, files, folder)
    })
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const write = async (files: Files, path: string, text: string): Promise<void> => {
    await using file = await files.openFile(path, 'create')
    await file.write(bytes(text), 0)
  }
  const readAll = async (file: OpenFile): Promise<string> => {
    const buffer = new Uint8Array(300)
    let length = 0
    for (let got = -1; got !== 0; length += got) got = await file.read(buffer.subarray(length), length)
    return new TextDecoder().decode(buffer.subarray(0, length))
  }
  const read = async (files: Files, path: string): Promise<string> => {
    await using file = await files.openFile(path, 'read')
    return await readAll(file)
  }
  const codeOf = async (call: Promise<unknown>): Promise<DiskErrorCode | 'none'> => {
    try {
      await call
      return 'none'
    } catch (error) {
      if (error instanceof DiskError) return error.code
      throw error
    }
  }

  it('what was written is read again', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    t.is(await read(files, `${folder}/f`), 'content')
    const stats = await files.lstat(`${folder}/f`)
    t.like(stats, { kind: 'file', size: 7, links: 1 })
  })

  it('writing at a position keeps the rest, and reading past the end gives nothing', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await using file = await files.openFile(`${folder}/f`, 'write')
    await file.write(bytes('TENT!'), 3)
    t.is(await readAll(file), 'conTENT!')
    t.is(await file.read(new Uint8Array(10), 8), 0)
    await file.sync()
    t.is((await file.stats()).size, 8)
  })

  it('large content survives as it is', async (t, files, folder) => {
    const large = new Uint8Array(3_000_000).map((_, index) => index % 251)
    await using file = await files.openFile(`${folder}/f`, 'create')
    await file.write(large, 0)
    const buffer = new Uint8Array(3_000_001)
    let length = 0
    for (let got = -1; got !== 0; length += got) got = await file.read(buffer.subarray(length), length)
    t.is(Buffer.compare(buffer.subarray(0, length), large), 0)
  })

  it('a file is created once', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'one')
    t.is(await codeOf(files.openFile(`${folder}/f`, 'create')), 'exists')
    t.is(await codeOf(files.openFile(`${folder}/g`, 'read')), 'missing')
    t.is(await codeOf(files.openFile(`${folder}/f/g`, 'read')), 'not-a-folder')
  })

  it('nothing is there where nothing was put', async (t, files, folder) => {
    await write(files, `${folder}/f`, '')
    t.is(await files.lstat(`${folder}/g`), undefined)
    t.is(await files.lstat(`${folder}/g/h`), undefined)
    t.is(await files.lstat(`${folder}/f/h`), undefined)
  })

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

  it('mode and mtime are set', async (t, files, folder) => {
    await write(files, `${folder}/f`, '')
    await files.chmod(`${folder}/f`, 0o751)
    await files.utimes(`${folder}/f`, 1_234_567_891_000)
    t.like(await files.lstat(`${folder}/f`), { mode: 0o751, modified: 1_234_567_891_000 })
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

  it('an open file stays readable when its name is gone', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await using file = await files.openFile(`${folder}/f`, 'read')
    await files.unlink(`${folder}/f`)
    t.is(await readAll(file), 'content')
    t.is((await file.stats()).links, 0)
    await file.close()
    await file.close()
  })

  it('there is room on the disk, and never more than its size', async (t, files, folder) => {
    const { total, available } = await files.space(folder)
    t.true(total > 0 && available >= 0 && available <= total)
  })

  it('a name of 256 bytes is too long', async (t, files, folder) => {
    t.is(await codeOf(files.mkdir(`${folder}/${'x'.repeat(256)}`)), 'name-too-long')
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

  it('renaming a file to a further name of its own does nothing', async (t, files, folder) => {
    await write(files, `${folder}/f`, 'content')
    await files.link(`${folder}/f`, `${folder}/g`)
    await files.rename(`${folder}/f`, `${folder}/g`)
    t.is((await files.lstat(`${folder}/f`))?.links, 2)
    await files.rename(`${folder}/f`, `${folder}/f`)
    t.is(await read(files, `${folder}/f`), 'content')
  })

  it("ctime moves with every change of a file, mtime with its content alone, a folder's with its names", async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await write(files, `${folder}/a/f`, 'content')
    const timesOf = async (path: string) => {
      const { modified, changed } = (await files.lstat(path)) ?? { modified: 0, changed: 0 }
      return { modified, changed }
    }
    /** Does something so often that even a clock of some ms has moved on. */
    const until = async (differs: () => Promise<boolean>, work: () => Promise<void>): Promise<void> => {
      do await work()
      while (!(await differs()))
    }
    let path = `${folder}/a/f`
    let count = 0
    const works: readonly (() => Promise<void>)[] = [
      () => files.chmod(path, 0o600 + (count++ % 8)),
      () => files.link(path, `${folder}/a/link ${count++}`),
      async () => {
        const to = `${folder}/a/moved ${count++}`
        await files.rename(path, to)
        path = to
      },
    ]
    for (const work of works) {
      const before = await timesOf(path)
      await until(async () => (await timesOf(path)).changed > before.changed, work)
      t.is((await timesOf(path)).modified, before.modified)
    }
    const before = { file: await timesOf(path), folder: await timesOf(`${folder}/a`) }
    await until(
      async () => (await timesOf(path)).modified > before.file.modified,
      async () => {
        await using file = await files.openFile(path, 'write')
        await file.write(bytes('new'), 0)
      },
    )
    t.true((await timesOf(path)).changed > before.file.changed)
    t.deepEqual(await timesOf(`${folder}/a`), before.folder)
    await until(
      async () => (await timesOf(`${folder}/a`)).modified > before.folder.modified,
      () => files.mkdir(`${folder}/a/folder ${count++}`),
    )
  })

  it('in a folder that was removed while it is open nothing can be made', async (t, files, folder) => {
    await files.mkdir(`${folder}/a`)
    await using open = await files.openFolder(`${folder}/a`)
    await files.rmdir(`${folder}/a`)
    const code = await codeOf(Promise.resolve().then(() => files.mkdir(open.at('b'))))
    t.true(['missing', 'changed'].includes(code))
    await open.sync()
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
