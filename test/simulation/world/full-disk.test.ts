import test from 'ava'
import { folder } from './box.ts'
import { createSmallWorld } from './small-world.ts'

const mebibyte = 1024 * 1024

test('files that wait for room come down by themselves when somebody frees some', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.start()
  await until(one, 'up-to-date')
  one.setRoom(50 * mebibyte)
  dropbox.hands.write('/a', 'from Dropbox')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.like(one.engine?.shortages(), [{ reason: 'disk-nearly-full', files: 1, total: 50 * mebibyte }])
  t.false(one.disk.hands.exists(`${folder}/a`))
  t.is(one.status(), 'up-to-date')
  one.setRoom(1024 * mebibyte)
  await clock.advanceTo(clock.monotonic() + 15_000)
  t.is(one.disk.hands.text(`${folder}/a`), 'from Dropbox')
  t.deepEqual(one.engine?.shortages(), [])
})

test('an agent that starts on a full disk still uploads, deletes in Dropbox, and does the rest when there is room', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.start()
  await until(one, 'up-to-date')
  for (const name of ['changed', 'deleted here', 'deleted there'])
    one.disk.hands.write(`${folder}/${name}`, `some ${name}`)
  await clock.advanceTo(clock.monotonic() + 10_000)
  one.kill()
  one.disk.hands.write(`${folder}/changed`, 'anew')
  one.disk.hands.remove(`${folder}/deleted here`)
  one.setRoom(0)
  one.start()
  dropbox.hands.delete('/deleted there')
  dropbox.hands.write('/new there', 'waits')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(one.status(), 'up-to-date')
  t.deepEqual(
    dropbox.tree().map(({ key }) => key),
    ['/changed', '/new there'],
  )
  t.is(new TextDecoder().decode(dropbox.hands.read('/changed')), 'anew')
  t.deepEqual(one.disk.hands.list(folder), ['.dropbox.cache', 'changed', 'deleted there'])
  t.like(one.engine?.problems(), [{ path: '/deleted there', why: { reason: 'disk-full' } }])
  one.setRoom(1 << 30)
  await clock.advanceTo(clock.monotonic() + 45_000)
  t.deepEqual(one.disk.hands.list(folder), ['.dropbox.cache', 'changed', 'new there'])
  t.is(one.disk.hands.text(`${folder}/new there`), 'waits')
})
