import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { systemMachine } from '../../../runtime/agent/system/machine.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { type RemoteSide, remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox } from './test-box.ts'

/** A box whose machine can be started anew. */
async function machineBox(
  t: ExecutionContext,
): Promise<{ box: TestBox; cloud: RemoteSide; machine: { boot: string }; synced: string[] }> {
  const machine = { boot: 'first' }
  const { self, lives } = systemMachine()
  const synced: string[] = []
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, {
    machine: {
      get self() {
        return { ...self, boot: machine.boot }
      },
      lives,
    },
    files: hookedFiles(nodeFiles(), ({ name, path }) => {
      if (name === 'file.sync' || name === 'folder.sync') synced.push(path)
    }),
  })
  return { box, cloud: remoteSide(emulator), machine, synced }
}

/** What the disk has after the cut of a file that was written and not flushed. */
function garble(path: string): void {
  const { size, atimeMs, mtimeMs } = statSync(path)
  writeFileSync(path, Buffer.alloc(size))
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000)
}

async function withFiles(t: ExecutionContext): ReturnType<typeof machineBox> {
  const world = await machineBox(t)
  mkdirSync(join(world.box.folder, 'folder'), { recursive: true })
  for (const name of ['garbled', 'gone', 'folder/gone'])
    writeFileSync(join(world.box.folder, name), `content of ${name}`)
  world.box.start()
  await world.box.settle()
  return world
}

function loseThem(folder: string): void {
  garble(join(folder, 'garbled'))
  rmSync(join(folder, 'gone'))
  rmSync(join(folder, 'folder'), { recursive: true })
}

test('what a power cut took from the box or garbled there comes back from Dropbox, and nothing of it goes up over that', async (t) => {
  const { box, cloud, machine } = await withFiles(t)
  await box.kill()
  loseThem(box.folder)
  machine.boot = 'second'
  box.start()
  await box.settle()
  for (const name of ['garbled', 'gone', 'folder/gone']) {
    t.is(String(await cloud.read(`/${name}`)), `content of ${name}`)
    t.is(readFileSync(join(box.folder, name), 'utf8'), `content of ${name}`)
  }
  const copy = readdirSync(box.folder).find((name) => name.includes('conflicted copy'))
  t.true(copy !== undefined && readFileSync(join(box.folder, copy)).every((byte) => byte === 0))
  t.deepEqual(await cloud.listing(), listing(box.folder))

  rmSync(join(box.folder, 'gone'))
  await box.settle()
  t.false('gone' in (await cloud.listing()))
})

test('after a kill, what is gone was deleted, and what is there was edited', async (t) => {
  const { box, cloud } = await withFiles(t)
  await box.kill()
  loseThem(box.folder)
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['garbled'])
  t.true((await cloud.read('/garbled')).every((byte) => byte === 0))
})

test('after an end in order and a new start of the machine, what is gone was deleted, and only what is blank since is no edit', async (t) => {
  const { box, cloud, machine } = await withFiles(t)
  await box.stop()
  loseThem(box.folder)
  machine.boot = 'second'
  box.start()
  await box.settle()
  const [copy, ...others] = Object.keys(await cloud.listing()).filter((name) => name !== 'garbled')
  t.regex(copy ?? '', /^garbled \(.* conflicted copy .*\)$/)
  t.deepEqual(others, [])
  t.is(String(await cloud.read('/garbled')), 'content of garbled')
})

test('what was doubted and could not be put in order yet is doubted by the next life, too', async (t) => {
  const { box, cloud, machine } = await withFiles(t)
  await box.kill()
  loseThem(box.folder)
  machine.boot = 'second'
  box.start()
  await box.dieLooking(40)
  box.start()
  await box.settle()
  t.is(String(await cloud.read('/garbled')), 'content of garbled')
  t.true(existsSync(join(box.folder, 'gone')))
})

test('what was written a moment ago is on the disk, with its name, before Dropbox has it; what is old is not flushed', async (t) => {
  const { box, synced } = await machineBox(t)
  box.start()
  await box.settle()
  synced.length = 0
  mkdirSync(join(box.folder, 'new'))
  writeFileSync(join(box.folder, 'new/file'), 'content')
  await box.settle()
  t.true(synced.some((path) => path.endsWith('/file')))
  t.true(synced.includes(join(box.folder, 'new')))
  t.true(synced.includes(box.folder))
})

test('what was deleted or renamed a moment ago is so on the disk, when Dropbox has it so', async (t) => {
  const { box, cloud, synced } = await machineBox(t)
  for (const folder of ['from', 'to', 'lessened']) mkdirSync(join(box.folder, folder), { recursive: true })
  writeFileSync(join(box.folder, 'from/renamed'), 'one content')
  writeFileSync(join(box.folder, 'lessened/deleted'), 'another content')
  box.start()
  await box.settle()
  synced.length = 0
  renameSync(join(box.folder, 'from/renamed'), join(box.folder, 'to/renamed'))
  rmSync(join(box.folder, 'lessened/deleted'))
  await box.settle()
  t.deepEqual(
    Object.keys(await cloud.listing()).filter((path) => path.includes('/')),
    ['to/renamed'],
  )
  for (const folder of ['from', 'to', 'lessened']) t.true(synced.includes(join(box.folder, folder)), folder)
})
