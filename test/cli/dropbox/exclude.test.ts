import { appendFileSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type DropboxBox, isSynced, link, unlinkedBox } from './linked-box.ts'

/** A linked box whose Dropbox holds Photos/2024, Photos/raw, Music and todo.txt, with Photos chosen. */
async function boxWithPhotos(t: ExecutionContext): Promise<DropboxBox> {
  const box = await unlinkedBox(t)
  for (const path of ['/Photos/2024/a.jpg', '/Photos/raw/b.raw', '/Music/song.mp3', '/todo.txt'])
    await box.put(path, path)
  await link(t, box, ['--sync', 'Photos'])
  return box
}

test('what was not chosen is listed as excluded, from where the person stands', async (t) => {
  const box = await boxWithPhotos(t)
  const expected = { stderr: '', exitCode: 0 }
  const listed = 'Excluded: \nDropbox/Music\nDropbox/todo.txt'
  t.deepEqual(await box.here('exclude'), { ...expected, stdout: listed })
  t.deepEqual(await box.here('exclude', 'list'), { ...expected, stdout: listed })
  t.deepEqual(await box.hereIn(box.folder, 'exclude', 'list'), {
    ...expected,
    stdout: 'Excluded: \nMusic\ntodo.txt',
  })
  t.deepEqual(await box.here('exclude', 'list', '--json'), {
    ...expected,
    stdout: '["/Music","/todo.txt"]',
  })
  t.is((await box.here('exclude', 'list', '--quiet')).stdout, 'Dropbox/Music\nDropbox/todo.txt')
})

test('nothing is excluded when everything syncs', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await link(t, box, ['--sync-all'])
  t.deepEqual(await box.here('exclude'), {
    stdout: 'No directories are being ignored.',
    stderr: '',
    exitCode: 0,
  })
  t.is((await box.here('exclude', '--json')).stdout, '[]')
})

test('folders are excluded and included again, without an agent and with one', async (t) => {
  const box = await boxWithPhotos(t)
  t.deepEqual(await box.hereIn(box.folder, 'exclude', 'add', 'Photos/raw'), {
    stdout: 'Excluded: \nPhotos/raw',
    stderr: '',
    exitCode: 0,
  })
  await box.here('start')
  await box.reports(isSynced)
  t.true(existsSync(join(box.folder, 'Photos', '2024', 'a.jpg')))
  t.false(existsSync(join(box.folder, 'Photos', 'raw')))

  t.deepEqual(await box.here('exclude', 'remove', '/photos/RAW', 'Dropbox/Music'), {
    stdout: 'No longer excluded: \nDropbox/Music\nDropbox/Photos/raw',
    stderr: '',
    exitCode: 0,
  })
  const arrived = [join(box.folder, 'Photos', 'raw', 'b.raw'), join(box.folder, 'Music', 'song.mp3')]
  await box.until(() => arrived.every((path) => existsSync(path)))

  t.is((await box.here('exclude', 'add', 'Photos', '--json')).stdout, '{"excluded":["/Photos"],"kept":[]}')
  await box.here('exclude', 'add', 'Photos/raw')
  t.deepEqual(await box.here('exclude', 'remove', 'Photos'), {
    stdout:
      'No longer excluded: \nDropbox/Photos\nStays excluded below, as it was excluded by itself:\n  Dropbox/Photos/raw',
    stderr: '',
    exitCode: 0,
  })
  t.is((await box.here('exclude', 'remove', 'Photos', '--quiet')).stdout, 'Dropbox/Photos')
  t.is(
    (await box.here('exclude', 'remove', 'Photos', '--json')).stdout,
    '{"included":["/Photos"],"stillExcluded":["/Photos/raw"]}',
  )
  t.deepEqual(JSON.parse((await box.here('sync', 'add', 'Photos', '--json')).stdout).stillExcluded, [
    '/Photos/raw',
  ])
  await box.here('exclude', 'add', 'Photos')
  await box.until(() => !existsSync(join(box.folder, 'Photos')))
  t.is((await box.here('exclude')).stdout, 'Excluded: \nDropbox/Photos\nDropbox/todo.txt')
})

test('files that are not in Dropbox as they are here stay when their folder is excluded, and are told', async (t) => {
  const box = await boxWithPhotos(t)
  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 2)
  await box.here('stop')
  const raw = join(box.folder, 'Photos', 'raw')
  mkdirSync(join(raw, 'Desktop'))
  for (const name of ['1.txt', '2.txt', '3.txt', 'Desktop/4.txt', '5\n.txt'])
    writeFileSync(join(raw, name), 'new')
  appendFileSync(join(raw, 'b.raw'), ' edited')
  symlinkSync('/nowhere', join(raw, 'link'))
  const add = ['exclude', 'add', 'Photos']
  const { stdout, stderr, exitCode } = await box.hereIn(box.folder, ...add)
  t.deepEqual([stderr, exitCode], ['', 0])
  t.deepEqual(stdout.split('\n'), [
    'Excluded: ',
    'Photos',
    'Stays on this computer, since Dropbox does not have it as it is here:',
    ...['1.txt', '2.txt', '3.txt', '5\\n.txt', 'Desktop/4.txt'].map((name) => `  Photos/raw/${name}`),
    '  and 2 more files',
  ])
  const json = JSON.parse((await box.here('exclude', 'add', '/photos', '--json')).stdout)
  t.deepEqual(json.excluded, ['/Photos'])
  t.is(json.kept.length, 7)
  t.deepEqual(json.kept[4], { path: '/Photos/raw/Desktop/4.txt', file: join(raw, 'Desktop/4.txt') })
  const quiet = await box.hereIn(box.folder, ...add, '--quiet')
  t.is(quiet.stdout, 'Photos')

  // What was told comes true.
  await box.here('start')
  await box.until(() => !existsSync(join(box.folder, 'Photos', '2024')))
  for (const { file } of json.kept) t.true(lstatSync(file).size > 0, file)
})

test('excluding what is excluded already changes nothing', async (t) => {
  const box = await boxWithPhotos(t)
  const before = (await box.here('exclude', '--json')).stdout
  t.is((await box.here('exclude', 'add', 'Music')).stdout, 'Excluded: \nDropbox/Music')
  t.is((await box.here('exclude', 'add', 'Music')).stdout, 'Excluded: \nDropbox/Music')
  t.is((await box.here('exclude', '--json')).stdout, before)
})

test('paths in a mapped folder mean its place in Dropbox, and are told to stay on the computer', async (t) => {
  const box = await boxWithPhotos(t)
  mkdirSync(join(box.workspace, 'build'))
  await box.here('symlink', 'add', box.workspace, 'myproject')
  const inWorkspace = { cwd: box.workspace }
  const { stdout, exitCode } = await box.run(
    'dropbox',
    ['exclude', 'add', 'build', '/Photos/raw'],
    inWorkspace,
  )
  t.is(
    stdout,
    [
      ...['Excluded: ', '../Dropbox/Photos/raw', 'No longer synced:', 'build'],
      `Stays on this computer, in a linked folder: ${join(box.workspace, 'build')}`,
    ].join('\n'),
  )
  t.is(exitCode, 0)
  t.is((await box.run('dropbox', ['exclude', 'add', 'build', '--quiet'], inWorkspace)).stdout, 'build')
  t.deepEqual(JSON.parse((await box.here('exclude', '--json')).stdout), [
    '/Music',
    '/Photos/raw',
    '/myproject/build',
    '/todo.txt',
  ])
})

test('paths that lead out of the Dropbox folder, or to nothing, are refused', async (t) => {
  const box = await boxWithPhotos(t)
  const refused = async (path: string, cwd: string) => {
    const { stdout, stderr, exitCode } = await box.hereIn(cwd, 'exclude', 'add', path)
    t.deepEqual([stdout, exitCode], ['', 2])
    return stderr
  }
  t.is(
    await refused('../workspace', box.folder),
    `"../workspace" is not in your Dropbox folder (${box.folder}).`,
  )
  t.is(
    await refused('Photo', box.folder),
    'There is no "/Photo" in your Dropbox. Check the path and its spelling.',
  )
  t.is(
    await refused('/etc/passwd', box.home),
    'There is no "/etc/passwd" in your Dropbox. Check the path and its spelling.',
  )
  t.is((await box.here('exclude', '--json')).stdout, '["/Music","/todo.txt"]')
})

test('a linked folder is not excluded but unlinked, and keeps its files', async (t) => {
  const box = await boxWithPhotos(t)
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.here('symlink', 'add', box.workspace, 'myproject')
  for (const path of ['Dropbox/myproject', 'workspace', '/']) {
    const { stderr, exitCode } = await box.here('exclude', 'add', path)
    t.regex(stderr, /^"myproject" is linked to .*"dropbox symlink remove myproject" stops syncing it/)
    t.is(exitCode, 2)
  }
  t.is((await box.here('exclude', '--json')).stdout, '["/Music","/todo.txt"]')
})

test('including a folder takes all of it, when only a part was chosen before', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/2024/a.jpg', 'a')
  await box.put('/Photos/2025/b.jpg', 'b')
  await link(t, box, ['--sync', 'Photos/2024'])
  t.is((await box.here('exclude', '--json')).stdout, '["/Photos/2025"]')
  t.is((await box.here('exclude', 'remove', 'Photos')).stdout, 'No longer excluded: \nDropbox/Photos')
  t.is((await box.here('exclude', '--json')).stdout, '[]')
})

test('a missing path is wrong usage', async (t) => {
  const box = await boxWithPhotos(t)
  const { stderr, exitCode } = await box.here('exclude', 'add')
  t.is(stderr, `Missing required argument 'path'. See "dropbox help exclude".`)
  t.is(exitCode, 2)
})

test('a box that is not linked is told how to link', async (t) => {
  const box = await unlinkedBox(t)
  for (const words of [['exclude'], ['exclude', 'add', 'Photos'], ['symlink'], ['symlink', 'add', '.']]) {
    t.deepEqual(await box.here(...words), {
      stdout: '',
      stderr: 'This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.',
      exitCode: 1,
    })
  }
})
