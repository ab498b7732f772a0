import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** Names that cannot sync, beside a file called NOTES. */
const badNames: readonly Buffer[] = [
  Buffer.from('back\\slash'),
  Buffer.from('tab\there'),
  Buffer.from('space '),
  Buffer.from('.~lock'),
  Buffer.from([0x62, 0xff]),
  Buffer.from('notes'),
]

/** Counts what is done to Dropbox. */
function counting(calls: Record<string, number>): (cloud: Cloud) => Cloud {
  const count =
    <Arguments extends unknown[], Value>(name: string, call: (...given: Arguments) => Value) =>
    (...given: Arguments): Value => {
      calls[name] = (calls[name] ?? 0) + 1
      return call(...given)
    }
  return (cloud) => ({
    ...cloud,
    move: count('move', cloud.move),
    upload(requests, options) {
      // The mark that a box leaves in Dropbox is no file of anybody's.
      const uploads = requests.filter(({ path }) => /^\/(item|better)/.test(path)).length
      if (uploads > 0) calls['upload'] = (calls['upload'] ?? 0) + uploads
      return cloud.upload(requests, options)
    },
    deleteFiles: count('delete', cloud.deleteFiles),
    deleteEmptyFolder: count('delete', cloud.deleteEmptyFolder),
  })
}

for (const kind of ['file', 'folder'] as const)
  test(`a ${kind} that gets a name that cannot sync stays in Dropbox until it gets another one, or is deleted`, async (t) => {
    const emulator = await emulatorFor(t)
    const calls: Record<string, number> = {}
    const box = createBox(t, emulator, { between: counting(calls) })
    const cloud = remoteSide(emulator)
    const at = (name: string | Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${box.folder}/`), Buffer.from(name)])
    mkdirSync(box.folder)
    writeFileSync(at('NOTES'), 'notes')
    for (const index of badNames.keys()) {
      if (kind === 'folder') mkdirSync(at(`item ${index}/deep`), { recursive: true })
      writeFileSync(at(kind === 'folder' ? `item ${index}/deep/file` : `item ${index}`), `precious ${index}`)
    }
    box.start()
    await box.settle()
    const before = await cloud.listing()
    for (const key of Object.keys(calls)) delete calls[key]

    for (const [index, bad] of badNames.entries()) renameSync(at(`item ${index}`), at(bad))
    await box.settle()
    await box.stop()
    box.start()
    await box.settle()
    t.deepEqual(await cloud.listing(), before)
    t.deepEqual(calls, {})
    const told = box.engine.problems().filter(({ why }) => why.reason === 'displaced')
    t.deepEqual(
      told.map(({ path, why }) => [path, 'now' in why && why.now]).sort(),
      badNames.map((bad, index) => [`/item ${index}`, `/${bad.toString('utf8')}`]),
    )

    for (const [index, bad] of badNames.entries()) renameSync(at(bad), at(`better ${index}`))
    await box.settle()
    t.deepEqual(await cloud.listing(), listing(box.folder))
    t.deepEqual(calls, { move: badNames.length })
    t.deepEqual(box.engine.problems(), [])

    for (const [index, bad] of badNames.entries()) renameSync(at(`better ${index}`), at(bad))
    await box.settle()
    for (const bad of badNames) rmSync(at(bad), { recursive: true })
    await box.settle()
    t.deepEqual(Object.keys(await cloud.listing()), ['NOTES'])
    t.deepEqual(box.engine.problems(), [])
  })

for (const [what, replace] of [
  ['a symlink', (path: string) => symlinkSync('/nowhere', path)],
  ['a pipe', (path: string) => void execFileSync('mkfifo', [path])],
] as const)
  test(`a file and a folder that ${what} replaces stay in Dropbox, and sync again when they are back`, async (t) => {
    const emulator = await emulatorFor(t)
    const box = createBox(t, emulator)
    const cloud = remoteSide(emulator)
    mkdirSync(join(box.folder, 'folder'), { recursive: true })
    writeFileSync(join(box.folder, 'file'), 'precious')
    writeFileSync(join(box.folder, 'folder/inside'), 'also precious')
    box.start()
    await box.settle()
    const before = await cloud.listing()
    for (const name of ['file', 'folder']) {
      renameSync(join(box.folder, name), join(box.home, name))
      replace(join(box.folder, name))
    }
    await box.settle()
    await box.stop()
    box.start()
    await box.settle()
    t.deepEqual(await cloud.listing(), before)
    t.deepEqual(
      box.engine
        .problems()
        .map(({ path }) => path)
        .sort(),
      ['/file', '/folder'],
    )
    for (const name of ['file', 'folder']) {
      rmSync(join(box.folder, name))
      renameSync(join(box.home, name), join(box.folder, name))
    }
    await box.settle()
    t.deepEqual(await cloud.listing(), before)
    t.deepEqual(box.engine.problems(), [])
  })
