import type { It } from './disk.ts'

export function mountsContract(it: It): void {
  it('tells mount points by absolute paths, and no ordinary folder as one', async (t, files, folder) => {
    await files.mkdir(`${folder}/inner`)
    const points = [...(await files.mountPoints()).keys()]
    t.deepEqual(
      points.filter((point) => !point.startsWith('/')),
      [],
    )
    t.deepEqual(
      points.filter((point) => point === folder || point.startsWith(`${folder}/`)),
      [],
    )
  })
}
