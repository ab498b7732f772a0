import { bytes, type It, write } from './disk.ts'

/** What a disk notes of a file. */
export function timesAndModesContract(it: It): void {
  it('mode and mtime are set', async (t, files, folder) => {
    await write(files, `${folder}/f`, '')
    await files.chmod(`${folder}/f`, 0o751)
    await files.utimes(`${folder}/f`, 1_234_567_891_000)
    t.like(await files.lstat(`${folder}/f`), { mode: 0o751, modified: 1_234_567_891_000 })
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
}
