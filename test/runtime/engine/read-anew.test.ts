import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import type { Store } from '../../../runtime/ports/store.ts'
import { folder } from '../../simulation/world/box.ts'
import { createSmallWorld } from '../../simulation/world/small-world.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

test('a file whose content is another one than was read, though nothing shows it, is read anew and synced as it is', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  const paper = join(box.folder, 'paper')
  const longAgo = new Date(Date.UTC(2020, 0, 1))
  mkdirSync(box.folder)
  writeFileSync(paper, 'what is there')
  utimesSync(paper, longAgo, longAgo)
  box.start()
  await box.settle()
  await box.stop()
  const { local } = box.store.get('/paper')
  if (local?.kind !== 'file' || local.changed === -1) return t.fail('it is read at each look anyway')
  box.store.setLocal('/paper', { ...local, hash: contentHashOf(Buffer.from('what was there')) })
  box.start()
  await box.settle()
  t.deepEqual(box.engine.problems(), [])
  t.is(String(await cloud.read('/paper')), 'what is there')
  const { local: now, synced } = box.store.get('/paper')
  t.is(now?.kind === 'file' && now.hash, synced?.kind === 'file' && synced.hash)
})

/** A store that learns of another content each time that a file is read. */
function forgetful(store: Store): Store {
  let count = 0
  return {
    ...store,
    setLocal(path, entry) {
      const hash = contentHashOf(Buffer.from(`content ${count++}`))
      store.setLocal(path, path === '/paper' && entry?.kind === 'file' ? { ...entry, hash } : entry)
    },
  }
}

test('a file that has another content each time that it is read is tried again ever more rarely', async (t) => {
  const { clock, dropbox, box } = createSmallWorld()
  let reads = 0
  const one = box('one', {
    between: {
      store: forgetful,
      beforeDisk({ operation, path }) {
        if (operation === 'file.read' && path.endsWith('/paper')) reads++
      },
    },
  })
  one.disk.hands.write(`${folder}/paper`, 'what is there')
  one.disk.hands.utimes(`${folder}/paper`, Date.UTC(2020, 0, 1))
  one.start()
  await clock.advanceTo(clock.monotonic() + 10 * 60_000)
  t.true(reads > 10, 'it is tried again')
  t.true(reads < 100, `${reads} reads`)
  t.is(one.disk.hands.text(`${folder}/paper`), 'what is there')
  t.deepEqual(
    dropbox.tree().filter(({ key }) => key === '/paper'),
    [],
  )
})
