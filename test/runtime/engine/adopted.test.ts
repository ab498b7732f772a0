import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { unite } from '../../../runtime/local/adopt/unite.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import { hookedFiles, Killed } from '../local/hooked-files.ts'
import { settledBox } from './settled-box.ts'
import { listing } from './test-box.ts'

test('an adoption that was killed half way deletes nothing in Dropbox when the agent starts on it, and can be done again', async (t) => {
  const { box, cloud } = await settledBox(t)
  const [from, to] = [join(box.folder, 'thesis'), join(box.home, 'workspace')]
  mkdirSync(join(from, 'inner'), { recursive: true })
  for (const name of ['one', 'two', 'inner/three']) writeFileSync(join(from, name), `content of ${name}`)
  await box.settle()
  const before = await cloud.listing('/thesis')
  await box.stop()

  const adopt = async (files: Files): Promise<void> => {
    for (const tree of ['synced', 'local'] as const) box.store.clear(tree, '/thesis')
    await unite(files, { from, to, asideName: (name, attempt) => `${name} (aside ${attempt})` })
  }
  const dying = hookedFiles(nodeFiles(), ({ name }) => {
    if (name === 'rmdir') throw new Killed('killed')
  })
  await t.throwsAsync(adopt(dying), { instanceOf: Killed })
  t.true(existsSync(from) && existsSync(to))
  t.notDeepEqual(listing(from), before)
  box.start()
  await box.settle()
  t.deepEqual(await cloud.listing('/thesis'), before)

  await box.stop()
  await adopt(nodeFiles())
  symlinkSync(to, from)
  box.start()
  await box.settle()
  t.deepEqual(await cloud.listing('/thesis'), before)
  t.deepEqual(listing(to), before)
})
