import { existsSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { settledBox } from './settled-box.ts'

test('what changed in Dropbox while the agent was stopped comes by itself after a start', async (t) => {
  const { box, cloud } = await settledBox(t)
  await box.stop()

  await cloud.write('/meanwhile.txt', 'written while nobody looked')
  const arrived = Promise.withResolvers<void>()
  box.start()
  const file = join(box.folder, 'meanwhile.txt')
  box.engine.listen(() => {
    if (existsSync(file)) arrived.resolve()
  })
  await arrived.promise
  t.true(existsSync(file))
})

test('what changes in Dropbox after a start comes by itself', async (t) => {
  const { box, cloud } = await settledBox(t)
  await box.stop()
  const idle = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  box.start()
  const file = join(box.folder, 'later.txt')
  box.engine.listen((status) => {
    if (status.state === 'up-to-date') idle.resolve()
    if (existsSync(file)) arrived.resolve()
  })
  await idle.promise

  await cloud.write('/later.txt', 'written while the agent waited')
  await arrived.promise
  t.true(existsSync(file))
})
