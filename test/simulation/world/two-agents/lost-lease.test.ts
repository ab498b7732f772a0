import test from 'ava'
import { folder } from '../box.ts'
import { createSmallWorld } from '../small-world.ts'
import { networkHome, stealLease, textsIn } from './home.ts'

test('a holder that was cut off from the disk for long writes nothing after somebody else took over', async (t) => {
  const world = createSmallWorld()
  const { dropbox, clock, until } = world
  const { one, other } = await networkHome(world)
  one.failDisk('openFile', 'io', 1_000_000)
  await until(other, 'up-to-date')
  one.calmDown()
  dropbox.hands.write('/a', 'from Dropbox')
  const before = one.changes
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(one.changes, before)
  t.like(one.engine?.status(), { halts: [{ reason: 'in-use', holder: { host: 'two' } }] })
  t.is(other.disk.hands.text(`${folder}/a`), 'from Dropbox')
})

test('an agent that cannot see the home any more reads nothing of Dropbox in place of the one that took over', async (t) => {
  const world = createSmallWorld()
  const { dropbox, clock, until } = world
  dropbox.hands.write('/a/b', 'from Dropbox')
  const { one, other } = await networkHome(world)
  one.failDisk('openFile', 'io', 1_000_000)
  await until(other, 'up-to-date')
  // What the delta tells of the moved folder is for the one that moved it.
  other.disk.hands.rename(`${folder}/a`, `${folder}/c`)
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(other.status(), 'up-to-date')
  t.is(one.status(), 'halted')
  t.deepEqual(
    dropbox.tree().map(({ display }) => display),
    ['/c', '/c/b'],
  )
})

test('a lease that is taken by force ends the writing of its holder within seconds', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.start()
  await until(one, 'up-to-date')
  stealLease(one, { pid: 1, namespace: 'pid:[9]' })
  await until(one, 'halted')
  dropbox.hands.write('/a', 'from Dropbox')
  one.disk.hands.write(`${folder}/b`, 'from the box')
  const before = one.changes
  await clock.advanceTo(clock.monotonic() + 20_000)
  t.is(one.changes, before)
  t.deepEqual(textsIn(dropbox), ['from Dropbox'])
  t.true((await until(one, 'up-to-date')) < 60_000, 'a thief that does not live is followed')
  t.deepEqual(textsIn(dropbox), ['from Dropbox', 'from the box'])
})

test('a holder whose lease is taken between a look and a plan changes nothing in Dropbox', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  let theft: (() => void) | undefined
  const one = box('one', {
    settings: { markInDropbox: true },
    between: {
      cloud: (cloud) => ({
        ...cloud,
        async changes(...order) {
          const page = await cloud.changes(...order)
          if (theft === undefined) return page
          theft()
          theft = undefined
          await clock.sleep(15_000)
          return page
        },
      }),
    },
  })
  const { hands } = one.disk
  for (const name of ['deleted', 'moved', 'kept', 'folder/in it']) dropbox.hands.write(`/${name}`, name)
  dropbox.hands.folder('/empty')
  one.start()
  await until(one, 'up-to-date')
  const before = dropbox.tree().map(({ display }) => display)

  const asked = Promise.withResolvers<void>()
  theft = () => {
    stealLease(one, { boot: '' })
    asked.resolve()
  }
  const { changes } = one
  hands.remove(`${folder}/deleted`)
  hands.rename(`${folder}/moved`, `${folder}/elsewhere`)
  hands.remove(`${folder}/empty`)
  hands.mkdir(`${folder}/new folder`)
  hands.write(`${folder}/kept`, 'edited')
  dropbox.hands.write('/from Dropbox', 'new')
  await clock.advanceTo(clock.monotonic() + 10_000)
  await asked.promise
  await until(one, 'halted')
  t.like(one.engine?.status(), { halts: [{ reason: 'in-use', path: '', holder: { host: 'thief' } }] })
  await clock.advanceTo(clock.monotonic() + 10_000)
  t.deepEqual(
    dropbox.tree().map(({ display }) => display),
    [...before, '/from Dropbox'].sort(),
  )
  t.is(dropbox.counts.boxChanges, 0)
  t.is(one.changes, changes)

  await until(one, 'up-to-date')
  t.deepEqual(
    dropbox
      .tree()
      .map(({ display }) => display)
      .filter((display) => !display.startsWith('/.box-parts')),
    ['/elsewhere', '/folder', '/folder/in it', '/from Dropbox', '/kept', '/new folder'],
  )
})
