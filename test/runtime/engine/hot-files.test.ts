import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { createHotFiles } from '../../../runtime/engine/hot-files.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { createVirtualClock } from '../cloud/virtual-clock.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

test('a file that changed under two uploads goes up from a copy, at most once a minute, until it has been calm for ten', (t) => {
  const clock = createVirtualClock()
  const hot = createHotFiles(clock)
  hot.changed('/log')
  t.false(hot.needsCopy('/log'))
  t.true(hot.rests('/log'))
  t.is(hot.wait(), 500)
  clock.advance(500)
  t.false(hot.rests('/log'))
  t.is(hot.wait(), undefined)
  hot.changed('/log')
  t.true(hot.needsCopy('/log'))
  clock.advance(1000)
  hot.wentUp('/log', true)
  t.is(hot.wait(), 60_000)
  clock.advance(60_000)
  t.true(hot.needsCopy('/log'))
  clock.advance(10 * 60_000)
  t.false(hot.needsCopy('/log'))
  hot.changed('/other')
  hot.wentUp('/other', false)
  t.false(hot.rests('/other'))
})

test('a file that is another each time that its upload begins goes up from a copy, and waits for nothing', (t) => {
  const hot = createHotFiles(createVirtualClock())
  for (let time = 0; time < 20; time++) {
    t.is(hot.needsCopy('/log'), time >= 2)
    hot.overtaken('/log')
    t.false(hot.rests('/log'))
  }
  hot.changed('/log')
  t.is(hot.wait(), 2_000, 'as after three in vain')
})

test('a log that is written to during each upload is in Dropbox all the same, as it was at one moment', async (t) => {
  const emulator = await emulatorFor(t)
  let written = 0
  const box = createBox(t, emulator, {
    files: hookedFiles(nodeFiles(), ({ name, path }) => {
      // An upload reads through the open folder, a scan by the path.
      if (name === 'file.read' && path.startsWith('/proc/self/fd/') && path.endsWith('/log'))
        appendFileSync(join(box.folder, 'log'), `line ${++written}\n`)
    }),
  })
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  writeFileSync(join(box.folder, 'log'), 'first line\n')
  box.start()
  await box.told('uploaded', '/log')
  const inDropbox = String(await cloud.read('/log'))
  t.true(written > 0)
  t.true(readFileSync(join(box.folder, 'log'), 'utf8').startsWith(inDropbox))
  t.true(inDropbox.startsWith('first line\n'))
  t.deepEqual(readdirSync(join(box.folder, '.dropbox.cache/staging')), [])
})
