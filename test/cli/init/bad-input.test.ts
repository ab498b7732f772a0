import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { readConfiguration } from '../../../runtime/box/configuration.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { loseNetwork } from '../../installed/no-network.ts'
import { unlinkedBox } from '../dropbox/linked-box.ts'
import { allow, initHere, linkByPipe } from './person.ts'
import { isTakenBack, isUntouched } from './untouched.ts'

test('a wrong code is told, with a non-zero exit code, and leaves nothing', async (t) => {
  const box = await unlinkedBox(t)
  for (const code of ['wrong', 'wrong code', '"; rm -rf']) {
    const { stderr, exitCode } = await linkByPipe(box, [], async () => code)
    t.is(
      stderr,
      'Dropbox did not accept the code. Run "dropbox_init" again, and copy the whole code from the page it names.',
    )
    t.is(exitCode, 1)
  }
  isUntouched(t, box)
})

test('no code at all is told', async (t) => {
  const box = await unlinkedBox(t)
  const { stderr, exitCode } = await box.dropboxInit()
  t.is(stderr, 'No code was given. It is read as one line from standard input.')
  t.is(exitCode, 2)
  isUntouched(t, box)
})

test('without an app key it explains how to make an app, step by step', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await initHere(box, ['--yes'], { DROPBOX_APP_KEY: '' })
  t.is(stdout, '')
  t.true(stderr.includes('https://www.dropbox.com/developers/apps/create'))
  t.regex(stderr, /"Scoped access".*"Full Dropbox".*"App folder".*"Permissions".*"Settings"/s)
  for (const scope of [
    'account_info.read',
    'files.metadata.read',
    'files.metadata.write',
    'files.content.read',
  ])
    t.true(stderr.includes(scope))
  t.true(stderr.endsWith('Then give its key: DROPBOX_APP_KEY=<app key> dropbox_init'))
  t.is(exitCode, 2)
  isUntouched(t, box)
})

test('an app key that is none is told', async (t) => {
  const box = await unlinkedBox(t)
  const { stderr, exitCode } = await initHere(box, [], { DROPBOX_APP_KEY: 'not a key' })
  t.is(stderr, '"not a key" is not the key of a Dropbox app.')
  t.is(exitCode, 1)
})

test('no network is told in one sentence', async (t) => {
  const box = await unlinkedBox(t)
  await loseNetwork(t, box.emulator)
  const { stderr, exitCode } = await linkByPipe(box, [], async () => 'some-code')
  t.regex(stderr, /^Dropbox cannot be reached: .*\. Check the network .*\.$/)
  t.is(exitCode, 1)
  isUntouched(t, box)
})

test('an address that is none is told', async (t) => {
  const box = await unlinkedBox(t)
  const { stderr, exitCode } = await initHere(box, [], { DROPBOX_API_URL: 'nonsense' })
  t.is(stderr, 'DROPBOX_API_URL must be an address like http://127.0.0.1:8080.')
  t.is(exitCode, 1)
})

test('a token in the environment that was revoked is told', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await initHere(box, ['--yes'], {
    DROPBOX_REFRESH_TOKEN: 'never-given',
  })
  t.is(stdout, '')
  t.regex(stderr, /^Dropbox does not accept the token in DROPBOX_REFRESH_TOKEN .*\.$/)
  t.is(exitCode, 1)
  isUntouched(t, box)
})

test('a path that Dropbox does not hold is told, and the link is taken back', async (t) => {
  const box = await unlinkedBox(t)
  const { stderr, exitCode } = await linkByPipe(box, ['--yes', '--sync', 'Fotos'])
  t.is(stderr, 'There is no "Fotos" in your Dropbox. Check the path and its spelling.')
  t.is(exitCode, 2)
  isUntouched(t, box)
  isTakenBack(t, box)
})

test('a folder that cannot be mapped is told before anything is asked', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await initHere(box, ['--yes', '--map', 'nowhere=x'])
  t.is(stdout, '')
  t.is(stderr, `${join(box.home, 'nowhere')} is not there.`)
  t.is(exitCode, 2)
  isUntouched(t, box)
})

test('a folder whose name is a file in Dropbox is told, and the link is taken back', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/todo.txt', 'milk')
  const { stderr, exitCode } = await linkByPipe(box, ['--yes', '--map', 'workspace=todo.txt'])
  t.is(stderr, 'Dropbox holds a file "todo.txt". Give another name.')
  t.is(exitCode, 2)
  isUntouched(t, box)
  isTakenBack(t, box)
})

test('two folders of one name are told', async (t) => {
  const box = await unlinkedBox(t)
  mkdirSync(join(box.home, 'other'))
  const { stderr, exitCode } = await linkByPipe(box, [
    '--yes',
    '--map',
    'workspace=one',
    '--map',
    'other=ONE',
  ])
  t.is(stderr, 'Two folders cannot both be "ONE" in Dropbox.')
  t.is(exitCode, 2)
  isUntouched(t, box)
})

test('a Dropbox folder that cannot be one is told before anything is asked', async (t) => {
  const box = await unlinkedBox(t)
  writeFileSync(join(box.home, 'file'), '')
  symlinkSync('nowhere', join(box.home, 'dangling'))
  const reasons: [folder: string, reason: RegExp][] = [
    ['.', /holds more than your Dropbox/],
    ['/', /holds more than your Dropbox/],
    ['.parts/mine', /lies in .*\.parts\.$/],
    ['file', /file is not a folder\.$/],
    ['file/inside', /file is not a folder\.$/],
    ['dangling', /dangling is not a folder\.$/],
    ['/sys/mine', /cannot be made\. /],
    [`x/${'y'.repeat(256)}`, /cannot be made\. /],
  ]
  for (const [folder, reason] of reasons) {
    const { stdout, stderr, exitCode } = await initHere(box, ['--folder', folder])
    t.is(stdout, '', folder)
    t.regex(stderr, reason)
    t.notRegex(stderr, /\n/)
    t.is(exitCode, 1)
  }
  t.false(existsSync(join(box.home, 'x')))
  isUntouched(t, box)
})

test('a Dropbox folder that cannot be made any more leaves nothing, and the link is taken back', async (t) => {
  const box = await unlinkedBox(t)
  const { stderr, exitCode } = await linkByPipe(box, ['--yes', '--folder', 'mine'], async (url) => {
    writeFileSync(join(box.home, 'mine'), '')
    return allow(url)
  })
  t.regex(stderr, /^The folder \S+\/mine cannot be made: .*\.$/)
  t.is(exitCode, 1)
  isUntouched(t, box)
  isTakenBack(t, box)
})

test('a home that is read-only is told before anything is asked', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await initHere(box, [], { HOME: '/sys', AUTOPARTS_ROOT: '' })
  t.is(stdout, '')
  t.regex(stderr, /\/sys\/\S+ cannot be the Dropbox folder|Cannot write to \/sys\//)
  t.notRegex(stderr, /\n/)
  t.is(exitCode, 1)
})

test('credentials that are damaged are told with the way out', async (t) => {
  const box = await unlinkedBox(t)
  const file = join(box.home, '.parts', 'var', 'dropbox', 'credentials.json')
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, '{"refresh_token": 1}', { mode: 0o600 })
  const { stderr, exitCode } = await initHere(box, ['--yes'])
  t.is(stderr, `${file} does not hold the credentials of a link. Remove it and link this box again.`)
  t.is(exitCode, 1)
  rmSync(file)
})

test('a Dropbox folder other than the one that is fixed for the computer is refused before anything is asked', async (t) => {
  const box = await unlinkedBox(t)
  const platform = join(box.home, 'platform.json')
  box.env['DROPBOX_PLATFORM_CONFIG'] = platform
  writeFileSync(platform, '{"folder": "~/Cloud", "locked": ["folder"]}')
  const { stderr, exitCode } = await initHere(box, ['--yes', '--folder', 'mine'])
  t.regex(
    stderr,
    /config\.json: "folder" cannot be changed, since .*platform\.json fixes it for this computer\.$/,
  )
  t.is(exitCode, 1)
  isUntouched(t, box)
})

test('a home that others can write to gets no link, unless the person insists', async (t) => {
  const box = await unlinkedBox(t)
  chmodSync(box.home, 0o777)
  const { stderr, exitCode } = await initHere(box, ['--yes'])
  t.regex(
    stderr,
    /^Other users of this computer can write to .* \(its mode is 0777\).* insist with "--shared-home"\.$/,
  )
  t.is(exitCode, 1)
  isUntouched(t, box)
  const { refresh_token: token } = box.emulator.issueToken()
  const insisted = await initHere(box, ['--yes', '--shared-home'], { DROPBOX_REFRESH_TOKEN: token })
  t.regex(insisted.stderr, /^Warning: Other users/)
  t.is(insisted.exitCode, 0)
  t.is((await readConfiguration(boxPaths(box.env))).sharedHome, 'allow')
})

test('wrong usage is one sentence', async (t) => {
  const box = await unlinkedBox(t)
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await initHere(box, words)
    t.deepEqual([stdout, exitCode], ['', 2])
    return stderr
  }
  t.is(await said('--yess'), `Unknown option '--yess' (Did you mean --yes?). See "dropbox_init --help".`)
  t.regex(await said('--map', '=x'), /names no folder.*See "dropbox_init --help"\.$/)
  t.regex(await said('--map', 'workspace='), /the name after "=" is missing.*$/)
  t.regex(await said('extra'), /^Too many arguments.*$/)
  const { stdout, exitCode } = await box.dropboxInit('--help')
  t.regex(stdout, /^Usage: dropbox_init/)
  for (const flag of ['--yes', '--sync ', '--sync-all', '--map', '--start', '--autostart', '--folder'])
    t.true(stdout.includes(flag))
  t.is(exitCode, 0)
})
