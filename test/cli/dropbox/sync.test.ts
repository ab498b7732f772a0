import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, link, unlinkedBox } from './linked-box.ts'

test('what syncs is chosen, shown and taken back, without an agent and with one', async (t) => {
  const box = await unlinkedBox(t)
  for (const path of ['/Photos/2024/a.jpg', '/Photos/raw/b.raw', '/Music/song.mp3', '/todo.txt'])
    await box.put(path, path)
  await link(t, box, [])
  const told = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here('sync', ...words)
    t.deepEqual([stderr, exitCode], ['', 0])
    return stdout
  }
  const later = 'What appears in Dropbox later'
  t.is(
    await told(),
    [
      'Music/      15 bytes  not synced',
      'Photos/     35 bytes  not synced',
      'todo.txt     9 bytes  not synced',
      `${later} stays there. "dropbox sync --new-folders include" brings it here, too.`,
    ].join('\n'),
  )
  t.is((await box.here('sync', 'add', '/photos')).stdout, 'Synced:\nDropbox/Photos')
  t.is(await told('remove', 'Dropbox/Photos/RAW', '--quiet'), 'Dropbox/Photos/raw')
  t.deepEqual((await told('list')).split('\n').slice(0, 5), [
    'Music/        15 bytes  not synced',
    'Photos/       35 bytes  partly, 1 file waiting',
    '  ├─ 2024/    18 bytes  waiting for 1 file, 18 bytes',
    '  └─ raw/     17 bytes  not synced',
    'todo.txt       9 bytes  not synced',
  ])

  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 1)
  const json = JSON.parse(await told('--json'))
  t.is(json.newFolders, 'exclude')
  t.like(json.items[1], {
    ...{ path: '/Photos', kind: 'folder', state: 'partly', files: 2, bytes: 35 },
    ...{ synced: { files: 1, bytes: 18 }, waiting: { files: 0, bytes: 0 } },
  })
  t.deepEqual(json.items[2].items, undefined)
  t.is(
    await told('list', 'Dropbox/Photos', '--quiet'),
    '├─ 2024/    18 bytes  synced\n└─ raw/     17 bytes  not synced',
  )

  t.is(
    await told('--new-folders', 'include'),
    `${later} comes here, too. "dropbox sync --new-folders exclude" leaves it there.`,
  )
  await box.put('/Later/c.txt', 'c')
  await box.until(() => existsSync(join(box.folder, 'Later', 'c.txt')))
  t.false(existsSync(join(box.folder, 'Music')))
  const added = JSON.parse(await told('add', 'Dropbox/Music', '--new-folders', 'exclude', '--json'))
  t.deepEqual([added.synced, added.needed], [['/Music'], 15])
  t.true(added.free > 0)
  await box.until(() => existsSync(join(box.folder, 'Music', 'song.mp3')))
  await box.put('/Never/d.txt', 'd')
  await box.until(async () => (await told()).includes('Never/'))
  await box.reports((report) => isSynced(report) && report.files === 3)
  t.false(existsSync(join(box.folder, 'Never')))
  t.true(existsSync(join(box.folder, 'Later', 'c.txt')))

  writeFileSync(join(box.folder, 'Later', 'mine.txt'), 'mine')
  await box.reports((report) => isSynced(report) && report.files === 4)
  t.is(await told('remove', 'Dropbox/Later', '--json'), '{"removed":["/Later"],"kept":[]}')
  await box.until(() => !existsSync(join(box.folder, 'Later')))

  for (const [words, said] of [
    [['add', '/Nowhere'], 'There is no "/Nowhere" in your Dropbox. Check the path and its spelling.'],
    [
      ['list', '/todo.txt'],
      'There is no folder "/todo.txt" in your Dropbox. Check the path and its spelling.',
    ],
    [['list', '--depth', 'x'], '"x" is no number of levels. Give one from 1 to 100.'],
    [['add'], `Missing required argument 'path'. See "dropbox help sync".`],
  ] as const) {
    const { stderr, exitCode } = await box.here('sync', ...words)
    t.deepEqual([stderr, exitCode], [said, 2])
  }
})
