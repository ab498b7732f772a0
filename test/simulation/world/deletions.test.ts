import test from 'ava'
import type { SimulatedCloud } from '../cloud/simulated-dropbox.ts'
import { folder } from './box.ts'
import { createSmallWorld } from './small-world.ts'

test('a tree that is deleted file by file goes with one batch of files, and its folder with one call', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const deleting: string[] = []
  const one = box('one', {
    between: {
      cloud: (cloud): SimulatedCloud => ({
        ...cloud,
        deleteFiles(files, signal) {
          deleting.push(`${files.length} files`)
          return cloud.deleteFiles(files, signal)
        },
        deleteEmptyFolder(path, signal) {
          deleting.push(path)
          return cloud.deleteEmptyFolder(path, signal)
        },
      }),
    },
  })
  for (let index = 0; index < 80; index++) one.disk.hands.write(`${folder}/kept/${index}`, `${index}`)
  const folders = ['/tree/a', '/tree/b', '/tree/c/deep', '/tree/c'].map((path) => folder + path)
  for (const path of folders)
    for (const name of ['1', '2', '3', '4']) one.disk.hands.write(`${path}/${name}`, path + name)
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 60_000)

  const gone = folders.flatMap((path) => [...['1', '2', '3', '4'].map((name) => `${path}/${name}`), path])
  for (const path of [...gone, `${folder}/tree`]) {
    one.disk.hands.remove(path)
    await clock.advanceTo(clock.monotonic() + 100)
  }
  t.deepEqual(deleting, [], 'more may follow')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.deepEqual(deleting, ['16 files', '/tree'])
  t.is(dropbox.tree().filter(({ key }) => key.startsWith('/tree')).length, 0)
})
