import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { emptyBox, installedPart } from '../../installed/box.ts'
import { version } from '../../installed/older.ts'
import { partsHere } from './parts-here.ts'

test('parts, and parts help, list the verbs', async (t) => {
  const box = await emptyBox(t)
  const { stdout, stderr, exitCode } = await box.parts()
  t.deepEqual([stderr, exitCode], ['', 0])
  const [title = '', , usage, , heading, first, ...rows] = stdout.split('\n')
  t.regex(title, /^Box \d+\.\d+\.\d+-[0-9a-f]{8} - A Package Manager for Codio$/)
  t.is(usage, 'Usage: parts COMMAND [ARGS...]')
  t.is(heading, 'Some useful commands are:')
  t.is(first, '  parts install PACKAGE...   # Install one or many packages')
  t.true(rows.length >= 12)
  t.deepEqual(await partsHere(box, 'help'), { stdout, stderr, exitCode })
  t.deepEqual(await partsHere(box, '--help'), { stdout, stderr, exitCode })
})

test('-v and --version print the version and nothing else', async (t) => {
  const box = await emptyBox(t)
  for (const option of ['-v', '--version']) {
    const { stdout, stderr, exitCode } = await partsHere(box, option)
    t.regex(stdout, new RegExp(`^Box ${version}-[0-9a-f]{8}$`))
    t.deepEqual([stderr, exitCode], ['', 0])
  }
})

test('list names what is installed, with its versions', async (t) => {
  const [empty, box] = [await emptyBox(t), await installedPart(t)]
  t.deepEqual(await partsHere(empty, 'list'), {
    stdout: 'parts: no installed package found',
    stderr: '',
    exitCode: 0,
  })
  t.deepEqual(await partsHere(empty, 'list', '--json'), { stdout: '[]', stderr: '', exitCode: 0 })
  mkdirSync(join(box.home, '.parts', 'packages', 'mysql', '5.6'), { recursive: true })
  mkdirSync(join(box.home, '.parts', 'packages', 'dropbox', '3.0.3'))
  t.deepEqual(await box.parts('list'), {
    stdout: `dropbox (${version},3.0.3)\nmysql (5.6)`,
    stderr: '',
    exitCode: 0,
  })
  t.is(
    (await partsHere(box, 'list', '--json')).stdout,
    `[{"name":"dropbox","versions":["${version}","3.0.3"]},{"name":"mysql","versions":["5.6"]}]`,
  )
})

test('search finds by name and description', async (t) => {
  const box = await emptyBox(t)
  const found = `dropbox (${version})  Dropbox: a cloud synchronization service.`
  for (const operands of [[], ['drop'], ['CLOUD']]) {
    t.deepEqual(await partsHere(box, 'search', ...operands), { stdout: found, stderr: '', exitCode: 0 })
  }
  t.deepEqual(JSON.parse((await partsHere(box, 'search', '--json')).stdout), [
    {
      name: 'dropbox',
      version,
      category: 'utilities',
      description: 'Dropbox: a cloud synchronization service.',
      runable: true,
      autostart: false,
    },
  ])
  t.deepEqual(await box.parts('search', 'mysql'), {
    stdout: '',
    stderr: 'parts: no package found for "mysql"',
    exitCode: 1,
  })
})

test('info gives name, description and tips', async (t) => {
  const box = await emptyBox(t)
  const { stdout, exitCode } = await box.parts('info', 'dropbox')
  t.is(exitCode, 0)
  const [name, description, heading, ...tips] = stdout.split('\n')
  t.is(name, `dropbox (${version})`)
  t.is(description, 'Dropbox: a cloud synchronization service.')
  t.is(heading, '=> Tips:')
  t.true(tips.includes('  $ dropbox_init'))
})

test('status says RUNNING or STOPPED, and nothing where nothing is installed', async (t) => {
  const [empty, box] = [await emptyBox(t), await installedPart(t)]
  t.deepEqual(await partsHere(empty, 'status'), { stdout: '', stderr: '', exitCode: 0 })
  t.is((await partsHere(empty, 'status', '--json')).stdout, '[]')
  t.deepEqual(await box.parts('status'), { stdout: 'dropbox STOPPED', stderr: '', exitCode: 0 })
  t.deepEqual(await partsHere(box, 'status', 'dropbox'), {
    stdout: 'dropbox STOPPED',
    stderr: '',
    exitCode: 0,
  })
  t.is((await partsHere(box, 'status', '--json')).stdout, '[{"name":"dropbox","status":"stopped"}]')
  t.deepEqual(await partsHere(box, 'status', 'mysql'), {
    stdout: '',
    stderr: 'parts: ERROR: Package "mysql" not installed\nAborting!',
    exitCode: 1,
  })
})

test('eval "$(parts env)" puts the programs first on the PATH, parts last, and a second time nothing', async (t) => {
  const box = await installedPart(t)
  box.env['PATH'] = `${box.package.prefix}/bin:${box.package.programs}`
  mkdirSync(join(box.home, '.parts', 'env'))
  writeFileSync(join(box.home, '.parts', 'env', 'mine'), 'export MINE="it works"\n')
  const show = 'echo "$PATH|$AUTOPARTS_ROOT|$LD_LIBRARY_PATH|$MINE"'
  const evaluate = 'eval "$(parts env)"'
  const once = await box.run('sh', ['-euc', `${evaluate}; ${show}`])
  const twice = await box.run('sh', ['-euc', `${evaluate}; ${evaluate}; ${show}`])
  const root = join(box.home, '.parts')
  const path = [`${root}/bin`, `${root}/sbin`, box.env['PATH'], `${root}/autoparts/bin`].join(':')
  t.deepEqual(once, { stdout: `${path}|${root}|${root}/lib|it works`, stderr: '', exitCode: 0 })
  t.deepEqual(twice, once)
})

test('init gives advice, init - the lines of env', async (t) => {
  const box = await emptyBox(t)
  t.deepEqual(await box.parts('init'), {
    stdout:
      '# Load environment variables for Autoparts automatically by\n# adding the following to ~/.bashrc\n\neval "$(parts init -)"',
    stderr: '',
    exitCode: 0,
  })
  t.deepEqual(await partsHere(box, 'init', '-'), await partsHere(box, 'env'))
})

test('update says how to have newer parts', async (t) => {
  const box = await emptyBox(t)
  const { stdout, stderr, exitCode } = await box.parts('update')
  t.deepEqual([stderr, exitCode], ['', 0])
  t.regex(stdout, /^=> Updating Autoparts\.\.\.\n.*npm/)
  t.regex(stdout, /\$ parts upgrade$/)
})

test('nothing that only reads makes a ~/.parts', async (t) => {
  const box = await emptyBox(t)
  for (const verb of ['list', 'search', 'status', 'env', 'init', 'update', 'help']) await partsHere(box, verb)
  await box.parts('list')
  t.is((await box.run('ls', ['-A'])).stdout, '')
})
