import { bytes, type It, read, readAll, write } from './disk.ts'

/** What is written is there, and nothing else. */
export function contentsContract(it: It): void {
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

  it('nothing is there where nothing was put', async (t, files, folder) => {
    await write(files, `${folder}/f`, '')
    t.is(await files.lstat(`${folder}/g`), undefined)
    t.is(await files.lstat(`${folder}/g/h`), undefined)
    t.is(await files.lstat(`${folder}/f/h`), undefined)
  })

  it('there is room on the disk, and never more than its size', async (t, files, folder) => {
    const { total, available } = await files.space(folder)
    t.true(total > 0 && available >= 0 && available <= total)
  })
}
