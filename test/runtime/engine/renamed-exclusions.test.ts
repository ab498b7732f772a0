import { existsSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { excluding, including } from '../../../runtime/core/choice.ts'
import type { SimulatedCloud } from '../../simulation/cloud/simulated-dropbox.ts'
import { folder } from '../../simulation/world/box.ts'
import { createSmallWorld } from '../../simulation/world/small-world.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** A box that syncs everything but Videos and Music, and of Videos one folder. */
async function boxWithoutVideos(t: ExecutionContext) {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/Videos/large', 'large')
  await cloud.write('/Videos/mine/small', 'small')
  await cloud.write('/Music/song', 'large')
  await cloud.write('/Other/file', 'x')
  const box = createBox(t, emulator)
  const rules = excluding(excluding(box.store.selection(), '/Videos'), '/Music')
  box.engine.select(including(rules, '/Videos/mine'))
  box.start()
  await box.settle()
  return { box, cloud }
}

test('what was excluded stays away under its new name, and what was chosen in it follows', async (t) => {
  const { box, cloud } = await boxWithoutVideos(t)
  await cloud.move('/Videos', '/Films')
  await cloud.move('/Music', '/Songs')
  await box.settle()
  const here = ['Films', 'Films/mine', 'Films/mine/small', 'Other', 'Other/file']
  t.deepEqual(Object.keys(listing(box.folder)), here)
  await cloud.write('/Music/new', 'another folder of that name')
  await box.settle()
  t.true(existsSync(join(box.folder, 'Music', 'new')))
})

test('so it does in another folder, also when that was done while no agent ran', async (t) => {
  const { box, cloud } = await boxWithoutVideos(t)
  await box.stop()
  await cloud.move('/Music', '/Other/Songs')
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(listing(join(box.folder, 'Other'))), ['file'])
  await cloud.move('/Other/Songs', '/Songs')
  await box.settle()
  t.false(existsSync(join(box.folder, 'Songs')))
})

test('what was excluded and deleted in Dropbox keeps its place away from the box', async (t) => {
  const { box, cloud } = await boxWithoutVideos(t)
  await cloud.delete('/Music')
  await box.settle()
  await cloud.write('/Music/again', 'x')
  await box.settle()
  t.false(existsSync(join(box.folder, 'Music')))
})

test('what was moved and renamed stays away though the agent is killed once it has read of that', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  dropbox.hands.write('/Music/song', 'large')
  dropbox.hands.write('/Other/file', 'x')
  let kills = false
  const one = box('one', {
    between: {
      cloud: (cloud): SimulatedCloud => ({
        ...cloud,
        async changes(cursor, signal) {
          const page = await cloud.changes(cursor, signal)
          if (!kills) return page
          if (page.changes.length > 0) return { ...page, more: true }
          one.kill()
          return new Promise(() => undefined)
        },
      }),
    },
  })
  one.select(excluding(one.store.selection(), '/Music'))
  one.start()
  await until(one, 'up-to-date')
  kills = true
  t.true(dropbox.hands.move('/Music', '/Other/Songs').ok)
  await clock.advanceUntil(() => one.engine === undefined, 600_000)
  t.is(one.store.get('/other/songs').remote?.kind, 'folder')
  kills = false
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.deepEqual(one.disk.hands.list(`${folder}/Other`), ['file'])
  t.deepEqual(
    one.store.selection().filter(({ include }) => !include),
    [{ path: '/other/songs', display: '/Other/Songs', include: false }],
  )
})
