import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Operation } from '../../../runtime/core/plan/operation.ts'
import { createSetbacks, problemOfDisk } from '../../../runtime/engine/setbacks.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { DiskError } from '../../../runtime/ports/files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** How often the engine says that it looks again, until it has said so `most` times or the event loop has turned often. */
async function looksWithin(turns: number, listen: (changed: () => void) => () => void): Promise<number> {
  let looks = 0
  const stop = listen(() => {
    looks++
  })
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
  stop()
  return looks
}

test('a folder that cannot be made here is told once, what is in it waits, and nothing is tried again at once', async (t) => {
  const emulator = await emulatorFor(t)
  const disk = { full: true }
  const box = createBox(t, emulator, {
    files: hookedFiles(nodeFiles(), ({ name, path }) => {
      if (disk.full && name === 'mkdir' && path.endsWith('/locked'))
        throw new DiskError('no-permission', path)
    }),
  })
  const cloud = remoteSide(emulator)
  for (let index = 0; index < 5; index++) await cloud.write(`/locked/deeper/${index}`, `${index}`)
  await cloud.write('/other', 'x')
  box.start()
  await box.settle()
  t.deepEqual(
    box.engine.problems().map(({ path, why }) => [path, why.reason]),
    [['/locked', 'unwritable']],
  )
  t.true((await looksWithin(2000, (changed) => box.engine.listen(changed))) < 5)
  t.true(existsSync(join(box.folder, 'other')))
  t.deepEqual(readdirSync(join(box.folder, '.dropbox.cache', 'staging')), [])
  disk.full = false
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
})

const upload: Operation = {
  kind: 'upload',
  path: '/file',
  display: '/File',
  over: undefined,
  local: { kind: 'file', name: 'File', hash: '0', size: 1, modified: 1, changed: 1, inode: 1, born: 1 },
}

test('what Dropbox refuses for good is sent again more and more seldom, and at once when it is another content', (t) => {
  const setbacks = createSetbacks()
  const pauses: number[] = []
  let now = 0
  for (let attempt = 0; attempt < 8; attempt++) {
    t.false(setbacks.holds(upload, now))
    setbacks.note(upload, { reason: 'refused', detail: 'disallowed_name' }, now)
    t.true(setbacks.holds(upload, now))
    const pause = setbacks.nextAttempt(now) ?? 0
    pauses.push(pause / 60_000)
    now += pause
  }
  t.deepEqual(pauses, [10, 20, 40, 80, 160, 320, 360, 360])
  t.false(setbacks.holds({ ...upload, local: { ...upload.local, hash: '1' } }, now - 1))
})

test('what is overtaken again and again is told in the end, and is not taken for work that is still under way', (t) => {
  const setbacks = createSetbacks()
  for (let attempt = 0; attempt < 4; attempt++) setbacks.note(upload, undefined, 0)
  t.true(setbacks.unsettled())
  t.deepEqual(setbacks.problems(), [])
  setbacks.note(upload, undefined, 0)
  t.false(setbacks.unsettled())
  t.deepEqual(
    setbacks.problems().map(({ path, why }) => [path, why.reason]),
    [['/File', 'interrupted']],
  )
})

test('what the disk said goes on as its own word, by which people are told, and as the whole answer of the system', (t) => {
  const message = "EROFS: read-only file system, open '/home/box/Dropbox/a'"
  t.deepEqual(problemOfDisk(new DiskError('read-only', '/a', { errno: 'EROFS', message })), {
    reason: 'unwritable',
    fault: 'EROFS',
    detail: message,
  })
  t.deepEqual(problemOfDisk(new DiskError('busy', '/a', { errno: 'ETXTBSY', message: 'ETXTBSY: text' })), {
    reason: 'interrupted',
    detail: 'ETXTBSY',
  })
})
