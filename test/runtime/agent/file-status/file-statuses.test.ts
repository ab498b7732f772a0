import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { createFileStatuses } from '../../../../runtime/agent/file-status/file-statuses.ts'
import { keyOf } from '../../../../runtime/core/path.ts'
import type { Problem } from '../../../../runtime/engine/status.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { createBox, emulatorFor, temporaryFolder } from '../../engine/test-box.ts'

test('of names that are one to Dropbox the one that syncs is told of as such, and what is below each as well', async (t) => {
  const box = createBox(t, await emulatorFor(t))
  mkdirSync(join(box.folder, 'Way'), { recursive: true })
  mkdirSync(join(box.folder, 'way'))
  for (const name of ['é'.normalize('NFC'), 'é'.normalize('NFD'), 'Way/a', 'way/a'])
    writeFileSync(join(box.folder, name), name)
  box.start()
  await box.settle()
  const ask = createFileStatuses({
    ...{ store: box.store, engine: box.engine, files: nodeFiles(), now: () => 0 },
    folders: () => ({ folder: box.folder, realFolder: box.folder, mappings: [] }),
  })
  const clashing = box.engine.problems().map(({ path, why }) => [path, why.reason])
  t.deepEqual(clashing.sort(), [
    ['/way', 'case-clash'],
    [`/${'é'.normalize('NFC')}`, 'case-clash'],
  ])
  t.deepEqual(
    await ask(
      ['é'.normalize('NFD'), 'Way', 'Way/a', 'é'.normalize('NFC'), 'way', 'way/a'].map((name) =>
        join(box.folder, name),
      ),
    ),
    [...Array(3).fill('up to date'), ...Array(3).fill('unsyncable')],
  )
})

test('files are told apart wherever they lie, and by whatever way they are named', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const target = temporaryFolder(t)
  const aside = temporaryFolder(t)
  mkdirSync(join(box.folder, 'Docs'), { recursive: true })
  symlinkSync(target, join(box.folder, 'Code'))
  symlinkSync(box.folder, join(aside, 'way'))
  writeFileSync(join(box.folder, '.mignore'), '*.tmp\n')
  for (const [place, content] of [
    [join(box.folder, 'Docs/a'), 'a'],
    [join(box.folder, 'Docs/b.tmp'), 'b'],
    [join(target, 'c'), 'c'],
  ] as const)
    writeFileSync(place, content)
  symlinkSync('/etc/hostname', join(box.folder, 'Docs/link'))
  mkdirSync(join(box.folder, 'Plain'))
  let time = 0
  const asking = (problems: () => readonly Problem[]) =>
    createFileStatuses({
      ...{
        store: box.store,
        engine: { problems, ignored: box.engine.ignored, beingMade: () => [] },
        files: nodeFiles(),
        now: () => time,
      },
      folders: () => ({ folder: box.folder, realFolder: box.folder, mappings: [{ name: 'Code', target }] }),
    })
  box.start()
  await box.settle()
  time += 5_000
  const files = [
    [box.folder, 'unsyncable'],
    [join(box.folder, 'Docs'), 'unsyncable'],
    [join(box.folder, 'Plain'), 'up to date'],
    [join(box.folder, 'Docs/a'), 'up to date'],
    [join(box.folder, 'Docs/b.tmp'), 'ignored'],
    [join(box.folder, 'Docs/link'), 'unsyncable'],
    [join(box.folder, 'Code'), 'up to date'],
    [join(box.folder, 'Code/c'), 'up to date'],
    [join(target, 'c'), 'up to date'],
    [join(aside, 'way/Docs/a'), 'up to date'],
    [aside, 'unwatched'],
    [join(aside, 'nowhere/x'), 'unwatched'],
    ['/', 'unwatched'],
    [join(box.folder, '.dropbox.cache'), 'ignored'],
  ] as const
  const told = await asking(box.engine.problems)(files.map(([path]) => path))
  t.deepEqual(
    files.map(([path], index) => [path, told[index]]),
    files.map(([path, status]) => [path, status]),
  )

  await box.stop()
  writeFileSync(join(target, 'c'), 'changed')
  writeFileSync(join(target, 'd'), 'new')
  box.store.setSelection([
    { path: '', display: '', include: true },
    { path: keyOf('/Docs'), display: '/Docs', include: false },
  ])
  time += 5_000
  t.deepEqual(await asking(() => [])([join(target, 'c'), join(target, 'd'), join(box.folder, 'Docs/a')]), [
    'syncing',
    'syncing',
    'selsync',
  ])
})
