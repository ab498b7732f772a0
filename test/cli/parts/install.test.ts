import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { activePart } from '../../../runtime/box/installed.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { emptyBox, installedPart } from '../../installed/box.ts'
import { pretendOlder, pretendOther, version } from '../../installed/older.ts'
import { inTerminal } from '../../installed/terminal.ts'
import { partsHere } from './parts-here.ts'

const done = ['=> Installing...', '=> Activating...', `=> Installed dropbox ${version}`]

test('parts install dropbox says what it does and closes with tips', async (t) => {
  const box = await emptyBox(t)
  const { stdout, stderr, exitCode } = await box.parts('install', 'dropbox')
  t.deepEqual([stderr, exitCode], ['', 0])
  const lines = stdout.split('\n')
  t.deepEqual(lines.slice(0, 4), [...done, '============ dropbox ============'])
  t.true(lines.includes('  $ parts start dropbox'))
  t.deepEqual(readdirSync(join(box.home, '.parts', 'bin')).sort(), ['dropbox', 'dropbox.py', 'dropbox_init'])
  t.is((await box.parts('list')).stdout, `dropbox (${version})`)
  // Where Dropbox's own script looks for a daemon to start.
  t.deepEqual(readdirSync(join(box.home, '.dropbox-dist')).sort(), ['VERSION', 'dropboxd'])
})

test('the installed programs run without any Node.js on the PATH and without the folder of npm', async (t) => {
  const box = await installedPart(t)
  const { home, package: installed } = box
  box.env['PATH'] =
    `${join(home, '.parts', 'bin')}:${installed.programs}:${join(home, '.parts', 'autoparts', 'bin')}`
  t.is((await box.run('sh', ['-c', 'command -v node'])).exitCode, 127)
  t.is((await box.parts('list')).stdout, `dropbox (${version})`)
  t.is((await box.dropbox('--help')).exitCode, 0)
  t.deepEqual(await box.run('dropbox.py', ['--help']), await box.dropbox('--help'))
  t.is((await box.dropboxInit('--help')).exitCode, 0)
})

test('of the installed Node.js a process holds what it touches, and not 2 MiB around it', async (t) => {
  const box = await installedPart(t)
  const node = activePart(boxPaths(box.env))?.node ?? ''
  const { stdout } = await box.run(node, [
    '--print',
    'require("node:fs").readFileSync("/proc/self/smaps", "utf8")',
  ])
  const mapped = [...stdout.matchAll(/^FilePmdMapped: +(\d+) kB$/gm)].map(([, kilobytes]) =>
    Number(kilobytes),
  )
  t.true(mapped.length > 0)
  t.is(Math.max(...mapped), 0)
})

test('a login shell finds the installed programs', async (t) => {
  const box = await installedPart(t)
  for (const program of ['dropbox', 'dropbox.py', 'dropbox_init']) {
    const { stdout } = await box.run('bash', ['-l', '-c', `command -v ${program}`])
    t.is(stdout, join(box.home, '.parts', 'bin', program))
  }
  t.regex((await box.run('bash', ['-l', '-c', 'command -v parts'])).stdout, /\/bin\/parts$/)
})

test('--quiet says nothing when all is well', async (t) => {
  const box = await installedPart(t)
  t.deepEqual(await partsHere(box, 'install', 'dropbox', '--quiet'), { stdout: '', stderr: '', exitCode: 0 })
})

test('--source is accepted, and said to change nothing', async (t) => {
  const box = await installedPart(t)
  const { stderr, exitCode } = await partsHere(box, 'install', '--source', 'dropbox')
  t.is(exitCode, 0)
  t.is(stderr, 'parts: --source changes nothing here: the part is packed ready to run.')
})

test('parts under ~/.parts repairs the part without npm', async (t) => {
  const box = await installedPart(t)
  box.env['PATH'] = `${box.package.programs}:${join(box.home, '.parts', 'autoparts', 'bin')}`
  await box.run('rm', ['-r', join(box.home, '.parts', 'packages'), join(box.home, '.parts', 'bin')])
  const { stdout, exitCode } = await box.parts('install', 'dropbox')
  t.is(exitCode, 0)
  t.true(stdout.startsWith(done.join('\n')))
  t.is((await box.run(join(box.home, '.parts', 'bin', 'dropbox'), ['--help'])).exitCode, 0)
})

test('a home that is read-only, or not there, is said in one sentence', async (t) => {
  const box = await emptyBox(t)
  const install = async (home: string) => {
    const env = { ...box.env, HOME: home }
    const { stdout, stderr, exitCode } = await partsHere({ env }, 'install', 'dropbox')
    t.deepEqual([stdout, exitCode], ['', 1])
    return stderr
  }
  t.is(
    await install('/sys'),
    'parts: ERROR: Cannot write to /sys/.parts/tmp. Check that it belongs to you and that its disk is not read-only.\nAborting!',
  )
  t.is(
    await install('/nowhere'),
    'parts: ERROR: The home folder /nowhere does not exist. Set HOME to a folder of yours.\nAborting!',
  )
  writeFileSync(join(box.home, '.parts'), 'mine')
  t.regex(
    await install(box.home),
    /^parts: ERROR: The folder .*\/\.parts\/tmp cannot be made: a file has its name, or /,
  )
})

test('uninstall takes everything away but configuration and state', async (t) => {
  const box = await installedPart(t)
  const parts = join(box.home, '.parts')
  mkdirSync(join(parts, 'var', 'dropbox'), { recursive: true })
  writeFileSync(join(parts, 'var', 'dropbox', 'credentials.json'), '{}', { mode: 0o600 })
  await partsHere(box, 'autostart', 'add', 'dropbox')
  t.deepEqual(await box.parts('uninstall', 'dropbox'), {
    stdout: '=> Deactivating...\n=> Uninstalling...\n=> Uninstalled dropbox',
    stderr: '',
    exitCode: 0,
  })
  const left = execFileSync('find', ['.', '-type', 'f', '-o', '-type', 'l'], {
    cwd: box.home,
    encoding: 'utf8',
  })
  t.deepEqual(left.trim().split('\n').sort(), [
    './.parts/.config/autostart.packages',
    './.parts/tmp/install.lock',
    './.parts/var/dropbox/credentials.json',
  ])
  t.like(await partsHere(box, 'install', 'dropbox'), { stderr: '', exitCode: 0 })
  t.true(existsSync(join(parts, 'var', 'dropbox', 'credentials.json')))
})

test('uninstall by the parts that would go with it leaves that one', async (t) => {
  const box = await installedPart(t)
  const own = join(box.home, '.parts', 'autoparts', 'bin', 'parts')
  const { stdout, exitCode } = await box.run(own, ['uninstall', 'dropbox'])
  t.is(exitCode, 0)
  t.regex(stdout, /\n=> parts itself stays in .*\/\.parts\/autoparts\/.*, as it is what runs now\n/)
  t.is((await box.run(own, ['list'])).stdout, 'parts: no installed package found')
  t.is((await box.run(own, ['install', 'dropbox'])).exitCode, 0)
})

test('purge removes state and credentials as well, and works without the part', async (t) => {
  const box = await installedPart(t)
  const state = join(box.home, '.parts', 'var', 'dropbox')
  const link = () => {
    mkdirSync(state, { recursive: true })
    writeFileSync(join(state, 'credentials.json'), '{}')
  }
  link()
  mkdirSync(join(box.home, 'Dropbox'))
  writeFileSync(join(box.home, 'Dropbox', 'mine'), 'mine')
  t.deepEqual(await box.parts('purge', 'dropbox'), {
    stdout: `=> Deactivating...\n=> Uninstalling...\n=> Uninstalled dropbox\n=> Purged dropbox ${version}`,
    stderr: '',
    exitCode: 0,
  })
  t.false(existsSync(state))
  link()
  t.is((await partsHere(box, 'purge', 'dropbox')).stdout, `=> Purged dropbox ${version}`)
  t.false(existsSync(state))
  t.is(readFileSync(join(box.home, 'Dropbox', 'mine'), 'utf8'), 'mine')
})

test('purge leaves a credentials file outside ~/.parts, and says so', async (t) => {
  const box = await installedPart(t)
  const secret = join(box.home, 'secret.json')
  writeFileSync(secret, '{}')
  const env = { ...box.env, DROPBOX_CREDENTIALS_FILE: secret }
  const { stdout } = await partsHere({ env }, 'purge', 'dropbox')
  t.true(stdout.includes(`\n=> The credentials in ${secret} stay, as they are not in ~/.parts\n`))
  t.true(existsSync(secret))
})

const testing = `Upgrade parameter is in testing now, please provide a feedback if something fails.
Also please stop all packages depended from packages for upgrade.`

test('upgrade brings an older version up to date, and the older one is gone', async (t) => {
  const box = await installedPart(t)
  t.is((await partsHere(box, 'upgrade')).stdout, `${testing}\nEverything is up-to-date`)
  pretendOlder(box)
  t.deepEqual(await box.parts('upgrade'), {
    stdout: [testing, 'Packages to upgarde: ', `dropbox ${version}`, ...done].join('\n'),
    stderr: '',
    exitCode: 0,
  })
  t.is((await partsHere(box, 'list')).stdout, `dropbox (${version})`)
  t.is((await box.dropbox('--help')).exitCode, 0)
})

test('upgrade leaves a newer version than its own alone', async (t) => {
  const box = await installedPart(t)
  pretendOther(box, '10.0.0')
  t.is((await partsHere(box, 'upgrade')).stdout, `${testing}\nEverything is up-to-date`)
  t.is((await partsHere(box, 'list')).stdout, 'dropbox (10.0.0)')
})

test('upgrade asks a person first', async (t) => {
  const box = await installedPart(t)
  pretendOlder(box)
  const answering = async (...answer: string[]) => {
    // The shell goes on after Ctrl-C, which ends a program that stands at this question.
    const terminal = await inTerminal(t, box, 'trap : INT; parts upgrade')
    await terminal.shows('Would you like to upgrade? [N/y]:')
    await terminal.press(...answer)
    return terminal.ended()
  }
  t.is((await answering('C-c')).exitCode, 130)
  const refused = await answering('Enter')
  t.is(refused.exitCode, 0)
  t.true(refused.screen.includes('Upgrade Canceled! To perform the upgrade type "y"'))
  t.is((await partsHere(box, 'list')).stdout, 'dropbox (0.0.9)')
  t.true((await answering('y', 'Enter')).screen.includes(`=> Installed dropbox ${version}`))
  t.is((await partsHere(box, 'list')).stdout, `dropbox (${version})`)
})
