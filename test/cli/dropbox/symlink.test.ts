import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, linkedBox } from './linked-box.ts'

test('a folder is linked, and its content syncs', async (t) => {
  const box = await linkedBox(t, ['--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  const link = join(box.folder, 'myproject')
  t.deepEqual(await box.here('symlink', 'add', 'workspace', 'myproject'), {
    stdout: `Linked: ${link} -> ${box.workspace}`,
    stderr: '',
    exitCode: 0,
  })
  t.is(readlinkSync(link), box.workspace)
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.deepEqual(await box.here('symlink', 'add', 'workspace', 'myproject'), {
    stdout: `Already linked: ${link} -> ${box.workspace}`,
    stderr: '',
    exitCode: 0,
  })
  t.deepEqual(await box.here('symlink', 'list'), {
    stdout: `myproject -> ${box.workspace}`,
    stderr: '',
    exitCode: 0,
  })
  t.deepEqual(JSON.parse((await box.here('symlink', '--json')).stdout), [
    { name: 'myproject', link, target: box.workspace },
  ])
})

test("the folder's own name is used when none is given, and no agent is needed", async (t) => {
  const box = await linkedBox(t)
  const { stdout, exitCode } = await box.here('symlink', 'add', box.workspace, '--json')
  t.is(exitCode, 0)
  t.deepEqual(JSON.parse(stdout), {
    name: 'workspace',
    link: join(box.folder, 'workspace'),
    target: box.workspace,
  })
  t.is(readlinkSync(join(box.folder, 'workspace')), box.workspace)
})

test('repositories are warned of by name, in one sentence', async (t) => {
  const box = await linkedBox(t)
  mkdirSync(join(box.workspace, 'engine', '.git'), { recursive: true })
  mkdirSync(join(box.workspace, 'docs', '.hg'), { recursive: true })
  const { stderr, exitCode } = await box.here('symlink', 'add', 'workspace')
  const names = /^Warning: (\S+) and (\S+) are repositories\. .* since [^\n]*$/.exec(stderr)?.slice(1)
  t.deepEqual(names?.sort(), [join(box.workspace, 'docs'), join(box.workspace, 'engine')])
  t.is(exitCode, 0)
})

test('removing a link keeps everything on both sides, and says so', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject', '--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.deepEqual(await box.here('symlink', 'remove', 'myproject'), {
    stdout: 'No longer linked: myproject. Its files stay as they are, here and in Dropbox.',
    stderr: '',
    exitCode: 0,
  })
  await box.reports((report) => isSynced(report) && report.mappings.length === 0)
  t.deepEqual(
    readdirSync(box.folder).filter((name) => name !== '.dropbox.cache'),
    [],
  )
  t.is(readFileSync(join(box.workspace, 'notes.txt'), 'utf8'), 'hello')
  t.is(box.emulator.stats().routes['files/delete_batch'], undefined)
  t.is((await box.here('exclude', '--json')).stdout, '["/myproject"]')
  t.is((await box.here('symlink', 'list')).stdout, 'No folders are linked.')

  await box.here('symlink', 'add', 'workspace', 'myproject')
  await box.reports((report) => isSynced(report) && report.mappings.length === 1)
  t.deepEqual(readdirSync(box.workspace).sort(), ['.dropbox.cache', 'notes.txt'])
})

test('a link is removed without an agent too', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject'])
  const { stdout, exitCode } = await box.here('symlink', 'remove', 'myproject', '--json')
  t.deepEqual([stdout, exitCode], ['{"name":"myproject"}', 0])
  t.false(existsSync(join(box.folder, 'myproject')))
})

test('what cannot be linked is refused with the reason, and nothing is made', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject'])
  mkdirSync(join(box.home, 'other'))
  mkdirSync(join(box.workspace, 'inner'))
  mkdirSync(join(box.folder, 'taken'))
  writeFileSync(join(box.home, 'file'), '')
  symlinkSync('loop', join(box.home, 'loop'))
  const reasons: [words: string[], reason: RegExp][] = [
    [['nowhere'], /nowhere is not there\.$/],
    [['file'], /file is not a folder\./],
    [['loop'], /leads back to itself\.$/],
    [['/'], /The whole disk/],
    [['.', 'home'], /The whole home/],
    [['Dropbox/taken', 'x'], /in the Dropbox folder already/],
    [['workspace/inner'], /overlaps with a folder that is linked already/],
    [['.parts', 'state'], /holds Dropbox's own files/],
    [['other', 'taken'], /"taken" is taken in .*Give another name/],
    [['other', 'a/b'], /has no "\/"/],
    [['other', '.dropbox'], /no Dropbox client syncs/],
  ]
  const before = readdirSync(box.folder)
  for (const [words, reason] of reasons) {
    const { stdout, stderr, exitCode } = await box.here('symlink', 'add', ...words)
    t.is(stdout, '')
    t.regex(stderr, reason)
    t.notRegex(stderr, /\n/)
    t.is(exitCode, 2)
  }
  t.deepEqual(readdirSync(box.folder), before)
  symlinkSync(box.home, join(box.folder, 'whole'))
  t.is(
    (await box.here('symlink', 'list')).stdout,
    [
      `myproject -> ${box.workspace}`,
      `whole -> ${box.home} (does not sync)`,
      '  It is a link to the whole home. Let it lead to a folder in it, or remove the link.',
    ].join('\n'),
  )
})

test('a file of that name in Dropbox is not covered by a link', async (t) => {
  const box = await linkedBox(t, ['--start'])
  await box.put('/myproject', 'a file')
  await box.until(async () => (await box.here('exclude')).stdout.includes('myproject'))
  const { stderr, exitCode } = await box.here('symlink', 'add', 'workspace', 'myproject')
  t.is(stderr, 'Dropbox holds a file "myproject". Give another name.')
  t.is(exitCode, 2)
})

test('only links can be removed', async (t) => {
  const box = await linkedBox(t)
  mkdirSync(join(box.folder, 'own'))
  for (const name of ['own', 'nothing', '../workspace']) {
    const { stdout, stderr, exitCode } = await box.here('symlink', 'remove', name)
    t.is(stdout, '')
    t.is(stderr, `There is no link "${name}" in ${box.folder}. See "dropbox symlink list".`)
    t.is(exitCode, 2)
  }
  t.true(existsSync(join(box.folder, 'own')))
})

test('--dry-run tells what there is on both sides, and links nothing', async (t) => {
  const box = await linkedBox(t)
  mkdirSync(join(box.workspace, 'deep'))
  writeFileSync(join(box.workspace, 'deep', 'notes.txt'), 'hello')
  const { stdout, stderr, exitCode } = await box.here('symlink', 'add', 'workspace', 'new', '--dry-run')
  t.deepEqual(stdout.split('\n').slice(0, 2), [
    `Would link: ${join(box.folder, 'new')} -> ${box.workspace}`,
    'There: 1 file (5 bytes), less what is ignored. In Dropbox, as "new": 0 files (0 bytes).',
  ])
  t.deepEqual([stderr, exitCode], ['', 0])
  t.false(existsSync(join(box.folder, 'new')))
  t.like(JSON.parse((await box.here('symlink', 'add', 'workspace', 'new', '--dry-run', '--json')).stdout), {
    here: { files: 1, bytes: 5 },
    there: { files: 0, bytes: 0 },
  })
})
