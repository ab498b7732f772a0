import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

for (const [what, leave] of [
  ['a symlink', (folder: string) => symlinkSync('/etc/hostname', join(folder, 'link'))],
  ['a file that no client syncs', (folder: string) => writeFileSync(join(folder, '.DS_Store'), 'x')],
  ['a name that Dropbox does not take', (folder: string) => writeFileSync(join(folder, 'a\\b'), 'x')],
  ['an ignored folder', (folder: string) => mkdirSync(join(folder, 'node_modules'))],
] as const) {
  test(`a folder deleted in Dropbox that holds ${what} stays on the box alone, and is not made in Dropbox again`, async (t) => {
    const emulator = await emulatorFor(t)
    const box = createBox(t, emulator)
    const cloud = remoteSide(emulator)
    box.start()
    await box.settle()
    const folder = join(box.folder, 'project', 'src')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'file'), 'content')
    await box.settle()
    leave(folder)
    await box.settle()
    await cloud.delete('/project')
    await box.settle()
    t.deepEqual(await cloud.listing(), {})
    t.true(existsSync(folder))
    t.false(existsSync(join(folder, 'file')))
    writeFileSync(join(folder, 'new'), 'new')
    await box.settle()
    t.deepEqual(Object.keys(await cloud.listing()), ['project', 'project/src', 'project/src/new'])
  })
}
