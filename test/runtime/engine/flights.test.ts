import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { type Gate, gate } from './gate.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox } from './test-box.ts'

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

/** Dropbox, whose downloads begin when a gate is open; `asked` is told of each. */
const heldUp =
  (until: Gate, asked: () => void) =>
  (cloud: Cloud): Cloud => ({
    ...cloud,
    async download(request, write, options) {
      asked()
      await until.pass()
      return cloud.download(request, write, options)
    },
  })

test('what lands between a plan and its carrying out is not fetched again', async (t) => {
  const emulator = await emulatorFor(t)
  const [landing, asked] = [gate(), gate()]
  let fetched = 0
  let planning = false
  const box = createBox(t, emulator, {
    files: hookedFiles(nodeFiles(), async ({ name }) => {
      // How much room there is, is asked when the plan is made, and before anything of it is carried out.
      if (planning && name === 'space') await asked.pass()
    }),
    between: heldUp(landing, () => fetched++),
  })
  await remoteSide(emulator).write('/file', 'content')
  box.start()
  await landing.reached
  planning = true
  const looked = box.engine.rescan()
  await asked.reached
  landing.open()
  await box.told('downloaded', '/file')
  asked.open()
  await looked
  await box.settle()
  t.is(fetched, 1)
})

test('an agent that is stopped while thousands of files come down ends without beginning another one', async (t) => {
  const emulator = await emulatorFor(t)
  const begun = gate()
  let asked = 0
  const box = createBox(t, emulator, {
    between: heldUp(begun, () => asked++),
  })
  const cloud = remoteSide(emulator)
  for (let index = 0; index < 60; index++) await cloud.write(`/${index}`, `${index}`)
  box.start()
  await begun.reached
  const stopped = box.stop()
  begun.open()
  await stopped
  t.true(asked <= 24)
  const staged = readdirSync(join(box.folder, '.dropbox.cache', 'staging'))
  t.true(staged.length <= 24)
})

/** A box whose uploads of `/small` with the content `old` are committed, but not answered before `small` opens; and so for `/large`. */
function slowToAnswer(t: ExecutionContext, emulator: Emulator, small: Gate, large: Gate): TestBox {
  return createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      async *upload(requests, options) {
        for await (const done of cloud.upload(requests, options)) {
          const { path, hash } = done[0]
          if (path === '/large') await large.pass()
          if (path === '/small' && hash === contentHashOf(Buffer.from('old'))) await small.pass()
          yield done
        }
      },
    }),
  })
}

test('an edit that overtakes its own upload is sent as soon as that has ended, whatever else is under way', async (t) => {
  const emulator = await emulatorFor(t)
  const [small, large] = [gate(), gate()]
  const box = slowToAnswer(t, emulator, small, large)
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'large'), 'large')
  await large.reached
  writeFileSync(join(box.folder, 'small'), 'old')
  await small.reached
  writeFileSync(join(box.folder, 'small'), 'new')
  await box.engine.rescan()
  const sent = box.told('uploaded', '/small', 2)
  small.open()
  await sent
  large.open()
  await box.settle()
  t.is(String(await remoteSide(emulator).read('/small')), 'new')
  t.deepEqual(Object.keys(listing(box.folder)), ['large', 'small'])
})

test('an edit that somebody makes in Dropbox of what was just sent is no conflict with it', async (t) => {
  const emulator = await emulatorFor(t)
  const [small, large] = [gate(), gate()]
  const box = slowToAnswer(t, emulator, small, large)
  const cloud = remoteSide(emulator)
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'small'), 'old')
  await small.reached
  await cloud.write('/small', 'theirs, who had read it')
  await box.engine.rescan()
  small.open()
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), ['small'])
  t.is(readFileSync(join(box.folder, 'small'), 'utf8'), 'theirs, who had read it')
})
