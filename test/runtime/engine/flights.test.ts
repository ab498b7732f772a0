import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { gate } from './gate.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

test('a download that lands in a folder whose link leads elsewhere by now is no deletion in the new one', async (t) => {
  const emulator = await emulatorFor(t)
  const landing = gate()
  const box = createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      async download(request, write, options) {
        const result = await cloud.download(request, write, options)
        if (request.path.endsWith('/new')) await landing.pass()
        return result
      },
    }),
  })
  const cloud = remoteSide(emulator)
  const [one, two] = [join(box.home, 'one'), join(box.home, 'two')]
  for (const folder of [box.folder, one, two]) mkdirSync(folder)
  writeFileSync(join(one, 'old'), 'old')
  symlinkSync(one, join(box.folder, 'project'))
  box.start()
  await box.settle()
  await cloud.write('/project/new', 'precious')
  await landing.reached
  rmSync(join(box.folder, 'project'))
  symlinkSync(two, join(box.folder, 'project'))
  await box.engine.rescan()
  await box.engine.rescan()
  landing.open()
  await box.told('downloaded', '/project/new')
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing('/project')), ['new', 'old'])
  t.deepEqual(listing(two), await cloud.listing('/project'))
})
