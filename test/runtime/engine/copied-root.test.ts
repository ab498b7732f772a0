import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { settledBox } from './settled-box.ts'
import type { TestBox } from './test-box.ts'

/** Puts a copy of a folder, with its marker, in the place of the folder; `change` is what a person does to the copy before. */
function replaceByCopy(folder: string, change: (copy: string) => void): void {
  cpSync(folder, `${folder}.copy`, { recursive: true, preserveTimestamps: true })
  change(`${folder}.copy`)
  renameSync(folder, `${folder}.before`)
  renameSync(`${folder}.copy`, folder)
}

/** A box whose Dropbox folder links `/project` to a workspace, with four files and a folder in it that are synced. */
async function linkedBox(
  t: ExecutionContext,
): Promise<{ box: TestBox; workspace: string; cloud: Awaited<ReturnType<typeof settledBox>>['cloud'] }> {
  const { box, cloud } = await settledBox(t)
  const workspace = join(box.home, 'workspace')
  mkdirSync(join(workspace, 'papers'), { recursive: true })
  for (const name of ['a', 'b', 'c', 'papers/d']) writeFileSync(join(workspace, name), `content of ${name}`)
  symlinkSync(workspace, join(box.folder, 'project'))
  await box.settle()
  return { box, workspace, cloud }
}

const everything = ['project', 'project/a', 'project/b', 'project/c', 'project/papers', 'project/papers/d']

for (const running of [false, true]) {
  const when = running ? 'while the agent runs' : 'while the agent is stopped'

  test(`what a copy in the place of a linked folder lacks is fetched again, when it comes ${when}`, async (t) => {
    const { box, workspace, cloud } = await linkedBox(t)
    if (!running) await box.stop()
    replaceByCopy(workspace, (copy) => {
      rmSync(join(copy, 'a'))
      rmSync(join(copy, 'papers'), { recursive: true })
    })
    if (!running) box.start()
    await box.settle()
    t.deepEqual(Object.keys(await cloud.listing()), everything)
    t.is(readFileSync(join(workspace, 'a'), 'utf8'), 'content of a')
    t.is(readFileSync(join(workspace, 'papers/d'), 'utf8'), 'content of papers/d')
    t.true(box.store.history(100).some(({ action }) => action === 'other folder'))
  })
}

test('a copy that holds an older file keeps both, and one that holds a newer file is an edit', async (t) => {
  const { box, workspace, cloud } = await linkedBox(t)
  await box.stop()
  replaceByCopy(workspace, (copy) => {
    writeFileSync(join(copy, 'a'), 'an older draft')
    utimesSync(join(copy, 'a'), 1_000_000, 1_000_000)
    writeFileSync(join(copy, 'b'), 'a newer draft')
  })
  box.start()
  await box.settle()
  const found = Object.keys(await cloud.listing()).filter((path) => !everything.includes(path))
  t.is(found.length, 1)
  t.is(readFileSync(join(box.folder, found[0] ?? ''), 'utf8'), 'an older draft')
  t.is(readFileSync(join(workspace, 'a'), 'utf8'), 'content of a')
  t.is(String(await cloud.read('/project/b')), 'a newer draft')
})

test('once a copy is in step with Dropbox, a deletion in it is one, whatever was deleted while it was taken in', async (t) => {
  const { box, workspace, cloud } = await linkedBox(t)
  await box.stop()
  replaceByCopy(workspace, (copy) => rmSync(join(copy, 'a')))
  box.start()
  await box.settle()
  rmSync(join(workspace, 'a'))
  await box.settle()
  t.deepEqual(
    Object.keys(await cloud.listing()),
    everything.filter((path) => path !== 'project/a'),
  )
})

test('a copy in the place of the Dropbox folder itself deletes nothing in Dropbox', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'papers'))
  for (const name of ['a', 'papers/d']) writeFileSync(join(box.folder, name), `content of ${name}`)
  await box.settle()
  await box.stop()
  replaceByCopy(box.folder, (copy) => rmSync(join(copy, 'papers'), { recursive: true }))
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['a', 'papers', 'papers/d'])
  t.true(existsSync(join(box.folder, 'papers/d')))
})
