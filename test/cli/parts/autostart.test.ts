import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { installedPart } from '../../installed/box.ts'
import { partsHere } from './parts-here.ts'

const aborting = (message: string) => ({
  stdout: '',
  stderr: `parts: ERROR: ${message}\nAborting!`,
  exitCode: 1,
})

test('add writes into ~/startup.sh once, list names it, del takes it out again', async (t) => {
  const box = await installedPart(t)
  const script = join(box.home, 'startup.sh')
  const added = { stdout: `=> dropbox starts when the box boots: ${script}`, stderr: '', exitCode: 0 }
  t.deepEqual(await box.parts('autostart', 'add', 'dropbox'), added)
  t.deepEqual(await partsHere(box, 'autostart', 'add', 'dropbox'), added)
  t.is(readFileSync(script, 'utf8').split('# >>> box-parts autostart >>>').length, 2)
  t.is((await partsHere(box, 'autostart', 'list')).stdout, 'dropbox')
  t.is((await partsHere(box, 'autostart', 'list', '--json')).stdout, '["dropbox"]')
  t.true(JSON.parse((await partsHere(box, 'search', '--json')).stdout)[0].autostart)
  t.deepEqual(await partsHere(box, 'autostart', 'del', 'dropbox'), {
    stdout: `=> dropbox no longer starts when the box boots: ${script}`,
    stderr: '',
    exitCode: 0,
  })
  t.false(existsSync(script))
  t.is((await partsHere(box, 'autostart', 'list')).stdout, '')
  t.is((await partsHere(box, 'autostart', 'list', '--json')).stdout, '[]')
  t.deepEqual(await partsHere(box, 'autostart', 'del', 'dropbox'), {
    stdout: '=> dropbox no longer starts when the box boots',
    stderr: '',
    exitCode: 0,
  })
})

test('a configuration is taken out by its name, also one that is there no more, and the others still start', async (t) => {
  const box = await installedPart(t)
  const folder = join(box.home, '.parts', 'var', 'dropbox@work')
  mkdirSync(folder, { recursive: true })
  await partsHere(box, 'autostart', 'add', 'dropbox')
  t.is((await partsHere(box, 'autostart', 'add', 'dropbox@work')).exitCode, 0)
  rmSync(folder, { recursive: true })
  t.deepEqual(await partsHere(box, 'autostart', 'del', 'dropbox@work'), {
    stdout: '=> dropbox@work no longer starts when the box boots',
    stderr: '',
    exitCode: 0,
  })
  t.is((await partsHere(box, 'autostart', 'list')).stdout, 'dropbox')
  t.true(existsSync(join(box.home, 'startup.sh')))
})

test('--file names the script, by itself or after a sign of equality', async (t) => {
  const box = await installedPart(t)
  const script = join(box.home, 'workspace', 'startup.sh')
  await partsHere(box, 'autostart', 'add', 'dropbox', '--file', script)
  t.true(readFileSync(script, 'utf8').includes('.parts/autoparts/bin/parts'))
  const other = join(box.home, 'boot.sh')
  writeFileSync(other, 'echo mine\n')
  await box.parts('autostart', '--file=boot.sh', 'add', 'dropbox')
  t.false(existsSync(script))
  t.true(readFileSync(other, 'utf8').endsWith('echo mine\n'))
})

test('adding twice at once adds one block', async (t) => {
  const box = await installedPart(t)
  const all = await Promise.all([1, 2, 3].map(() => box.parts('autostart', 'add', 'dropbox')))
  t.deepEqual(new Set(all.map(({ exitCode }) => exitCode)), new Set([0]))
  t.is(readFileSync(join(box.home, 'startup.sh'), 'utf8').split('# >>> box-parts autostart >>>').length, 2)
  t.is((await partsHere(box, 'autostart', 'list')).stdout, 'dropbox')
})

test('what cannot be done is said', async (t) => {
  const box = await installedPart(t)
  t.deepEqual(
    await partsHere(box, 'autostart', 'on', 'dropbox'),
    aborting('"parts autostart" knows add, del and list, not "on"'),
  )
  t.deepEqual(
    await partsHere(box, 'autostart', 'add'),
    aborting('Name one package: parts autostart add dropbox'),
  )
  t.deepEqual(await partsHere(box, 'autostart', 'add', 'mysql'), aborting('Package "mysql" not found'))
  t.deepEqual(
    await partsHere(box, 'autostart', 'add', 'dropbox', '--file', '/sys/startup.sh'),
    aborting(
      'Cannot write to /sys/startup.sh. Check that it belongs to you and that its disk is not read-only.',
    ),
  )
  t.is((await partsHere(box, 'autostart', 'list')).stdout, '')
})

test('without anything listed a boot starts nothing and says nothing', async (t) => {
  const box = await installedPart(t)
  t.deepEqual(await partsHere(box, 'autostart'), { stdout: '', stderr: '', exitCode: 0 })
  t.deepEqual(await partsHere(box, 'init', '--start'), { stdout: '', stderr: '', exitCode: 0 })
})
