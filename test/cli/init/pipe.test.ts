import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, unlinkedBox } from '../dropbox/linked-box.ts'
import { allow, initHere, linkByPipe, linkByProgram } from './person.ts'

test('one address, one code on standard input, and the lines people know', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  const { stdout, stderr, exitCode } = await linkByProgram(box, [])
  const lines = stdout.split('\n').filter((line) => line !== '')
  t.is(lines[0], "This computer isn't linked to any Dropbox account yet.")
  t.regex(
    lines[2] ?? '',
    /^ {2}http:\S+\/oauth2\/authorize\?client_id=emulatorappkey0&\S*code_challenge_method=S256/,
  )
  t.deepEqual(lines.slice(3), [
    'Trying to exclude folders, please wait...',
    'Dropbox is not running yet. Start it with "parts start dropbox".',
    'This computer is now linked to Dropbox. Welcome Freddy',
  ])
  t.deepEqual([stderr, exitCode], ['', 0])

  const credentials = join(box.home, '.parts', 'var', 'dropbox', 'credentials.json')
  t.is(statSync(credentials).mode & 0o777, 0o600)
  t.is(statSync(join(box.home, '.parts', 'var', 'dropbox')).mode & 0o777, 0o700)
  t.deepEqual(readdirSync(box.folder), ['.dropbox.cache'])
  t.is((await box.here('exclude', '--json')).stdout, '["/Photos"]')
})

test('the listing that was made for the choice is not made again by the agent', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await linkByPipe(box, ['--yes', '--sync', 'Photos', '--start'])
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.is(box.emulator.stats().routes['files/list_folder'], 1)
})

test('flags choose, map, start and start at each boot', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/2024/a.jpg', 'a')
  await box.put('/Photos/2025/b.jpg', 'b')
  await box.put('/todo.txt', 'milk')
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  const words = [
    '--yes',
    '--sync',
    '/photos/2024',
    'todo.txt',
    '--map',
    'workspace=myproject',
    '--start',
    '--autostart',
  ]
  const { stdout, stderr, exitCode } = await linkByProgram(box, words)
  t.deepEqual(stdout.split('\n').slice(-4), [
    'Trying to exclude folders, please wait...',
    `Dropbox starts when the box boots: ${join(box.home, 'startup.sh')}`,
    'Starting Dropbox...Done!',
    'This computer is now linked to Dropbox. Welcome Freddy',
  ])
  t.deepEqual([stderr, exitCode], ['', 0])

  await box.reports((report) => isSynced(report) && report.files === 3)
  t.true(existsSync(join(box.folder, 'Photos', '2024', 'a.jpg')))
  t.false(existsSync(join(box.folder, 'Photos', '2025')))
  t.is(readlinkSync(join(box.folder, 'myproject')), box.workspace)
  t.is((await box.parts('autostart', 'list')).stdout, 'dropbox')
  t.true(readFileSync(join(box.home, 'startup.sh'), 'utf8').includes('box-parts autostart'))
  t.true(existsSync(join(box.home, '.parts', '.config', 'autostart', 'dropbox')))
})

test('--sync-all takes the whole Dropbox, and what comes later', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/a.jpg', 'a')
  await linkByPipe(box, ['--yes', '--sync-all', '--start'])
  await box.reports((report) => isSynced(report) && report.files === 1)
  await box.put('/New/later.txt', 'later')
  await box.until(() => existsSync(join(box.folder, 'New', 'later.txt')))
  t.pass()
})

test('--folder names another Dropbox folder, which is remembered', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/todo.txt', 'milk')
  await linkByPipe(box, ['--yes', '--folder', 'cloud/mine', '--sync', 'todo.txt', '--start'])
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.is(readFileSync(join(box.home, 'cloud', 'mine', 'todo.txt'), 'utf8'), 'milk')
  t.false(existsSync(box.folder))
})

test('--json prints one object, and the address on standard error', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await linkByPipe(box, ['--json', '--map', 'workspace=w'])
  t.deepEqual(JSON.parse(stdout), {
    linked: true,
    account: { name: 'Freddy', email: 'freddy@example.com' },
    folder: box.folder,
    mappings: [{ folder: box.folder, name: 'w', target: box.workspace }],
    start: false,
    autostart: false,
  })
  t.regex(stderr, /oauth2\/authorize/)
  t.is(exitCode, 0)
})

test('a refresh token in the environment makes a code needless, and is kept for the next boot', async (t) => {
  const box = await unlinkedBox(t)
  const { refresh_token: token } = box.emulator.issueToken()
  const { stdout, stderr, exitCode } = await box.run('dropbox_init', ['--yes', '--start'], {
    env: { DROPBOX_REFRESH_TOKEN: token },
  })
  t.deepEqual(stdout.split('\n'), [
    'Trying to exclude folders, please wait...',
    'Starting Dropbox...Done!',
    'This computer is now linked to Dropbox. Welcome Freddy',
  ])
  t.deepEqual([stderr, exitCode], ['', 0])
  await box.here('stop')
  t.is((await box.here('start')).stdout, 'Starting Dropbox...Done!')
  await box.reports(isSynced)
})

test('a mounted secret links the box without a question, and stays as it is', async (t) => {
  const box = await unlinkedBox(t)
  const { refresh_token, app_key } = box.emulator.issueToken()
  const secrets = join(box.home, 'secrets')
  mkdirSync(secrets)
  const file = join(secrets, 'dropbox')
  writeFileSync(file, JSON.stringify({ app_key, refresh_token }), { mode: 0o400 })
  const { stderr, exitCode } = await initHere(box, ['--yes', '--start'], { DROPBOX_CREDENTIALS_FILE: file })
  t.deepEqual([stderr, exitCode], ['', 0])
  await box.reports(isSynced)
  t.deepEqual(JSON.parse(readFileSync(file, 'utf8')), { app_key, refresh_token })
  t.false(existsSync(join(box.home, '.parts', 'var', 'dropbox', 'credentials.json')))
  // The secrets of a test's box are looked for in its home.
  rmSync(secrets, { recursive: true })
})

test('repositories in what is mapped are warned of', async (t) => {
  const box = await unlinkedBox(t)
  mkdirSync(join(box.workspace, 'engine', '.git'), { recursive: true })
  const { stderr, exitCode } = await linkByPipe(box, ['--yes', '--map', 'workspace'])
  t.regex(stderr, /^Warning: \S+\/workspace\/engine is a Git repository\. [^\n]+$/)
  t.is(exitCode, 0)
})

test('a folder of that name in Dropbox is announced as joined', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/myproject/notes.txt', 'from Dropbox')
  const { stdout } = await linkByPipe(box, ['--yes', '--map', 'workspace=myproject', '--start'])
  t.true(
    stdout.includes(`Dropbox has a folder "myproject" already (1 file). It is joined with ${box.workspace}`),
  )
  await box.until(() => existsSync(join(box.workspace, 'notes.txt')))
})

test('the app key comes from the environment, then the configuration, then the package', async (t) => {
  const box = await unlinkedBox(t)
  const keyUsed = async (
    env: Record<string, string>,
    link = linkByPipe,
  ): Promise<string | null | undefined> => {
    let used: string | null | undefined
    await link(
      box,
      ['--yes'],
      async (url) => {
        used = new URL(url).searchParams.get('client_id')
        return 'no code'
      },
      env,
    )
    return used
  }
  t.is(await keyUsed({ DROPBOX_APP_KEY: 'fromenvironment' }), 'fromenvironment')
  const share = join(box.home, '.parts', 'packages', 'dropbox')
  const [version = ''] = readdirSync(share)
  writeFileSync(join(share, version, 'share', 'app-key'), 'frompackage\n')
  t.is(await keyUsed({ DROPBOX_APP_KEY: '' }, linkByProgram), 'frompackage')
  mkdirSync(join(box.home, '.parts', 'etc', 'dropbox'), { recursive: true })
  writeFileSync(join(box.home, '.parts', 'etc', 'dropbox', 'config.json'), '{"appKey": "fromconfiguration"}')
  t.is(await keyUsed({ DROPBOX_APP_KEY: '' }), 'fromconfiguration')
  t.is(await keyUsed({ DROPBOX_APP_KEY: 'fromenvironment' }), 'fromenvironment')
  rmSync(join(box.home, '.parts', 'etc', 'dropbox', 'config.json'))
  const platform = join(box.home, 'platform.json')
  writeFileSync(platform, '{"appKey": "fromplatform", "locked": ["appKey"]}')
  const locked = { DROPBOX_APP_KEY: 'fromenvironment', DROPBOX_PLATFORM_CONFIG: platform }
  t.is(await keyUsed(locked), 'fromplatform')
})

test('signing in again after everything was forgotten continues with what is there', async (t) => {
  const box = await unlinkedBox(t)
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await linkByPipe(box, ['--yes', '--map', 'workspace=myproject', '--start'])
  await box.reports((report) => isSynced(report) && report.files === 1)
  await box.here('stop')
  rmSync(join(box.home, '.parts', 'var', 'dropbox'), { recursive: true })
  const { contentBytesUp } = box.emulator.stats()

  const { exitCode } = await linkByPipe(box, ['--yes', '--start'], (url) => allow(url))
  t.is(exitCode, 0)
  await box.reports((report) => isSynced(report) && report.files === 1)
  t.is(box.emulator.stats().contentBytesUp, contentBytesUp)
  t.deepEqual(readdirSync(box.workspace).sort(), ['.dropbox.cache', 'notes.txt'])
})
