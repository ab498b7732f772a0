import test from 'ava'
import { emptyBox } from '../../installed/box.ts'
import { partsHere } from './parts-here.ts'

const aborting = (message: string) => ({
  stdout: '',
  stderr: `parts: ERROR: ${message}\nAborting!`,
  exitCode: 1,
})

test('an unknown verb is named', async (t) => {
  const box = await emptyBox(t)
  t.deepEqual(await box.parts('instal', 'dropbox'), {
    stdout: '',
    stderr: 'parts: no such command "instal"',
    exitCode: 1,
  })
})

test('a verb that needs a part and has none shows its usage, as a failure', async (t) => {
  const box = await emptyBox(t)
  t.deepEqual(await partsHere(box, 'install'), {
    stdout: '',
    stderr:
      'Usage: parts install PACKAGE... [OPTION]\nExample: parts install dropbox\n\nOptions:\n  --source : Install from source',
    exitCode: 1,
  })
  for (const verb of ['uninstall', 'purge', 'start', 'stop', 'restart', 'info']) {
    t.deepEqual(await partsHere(box, verb), {
      stdout: '',
      stderr: `Usage: parts ${verb} PACKAGE...\nExample: parts ${verb} dropbox`,
      exitCode: 1,
    })
  }
})

test('--help shows the usage of a verb on standard output', async (t) => {
  const box = await emptyBox(t)
  const usage = {
    stdout: 'Usage: parts stop PACKAGE...\nExample: parts stop dropbox',
    stderr: '',
    exitCode: 0,
  }
  t.deepEqual(await partsHere(box, 'stop', '--help'), usage)
  t.deepEqual(await partsHere(box, '-h', 'stop'), usage)
})

test('options count wherever they stand', async (t) => {
  const box = await emptyBox(t)
  t.is((await partsHere(box, '--json', 'list')).stdout, '[]')
  t.is((await partsHere(box, 'list', '--json')).stdout, '[]')
  t.is((await partsHere(box, 'list', '-q', '--json')).stdout, '[]')
})

test('an option that a verb does not know is refused', async (t) => {
  const box = await emptyBox(t)
  t.deepEqual(
    await partsHere(box, 'list', '--jsn'),
    aborting('"parts list" has no option "--jsn" (parts list --help)'),
  )
  t.deepEqual(await partsHere(box, '-x'), aborting('"parts help" has no option "-x" (parts help --help)'))
  t.deepEqual(
    await partsHere(box, 'list', '--json=1'),
    aborting('"parts list" has no option "--json=1" (parts list --help)'),
  )
  t.deepEqual(
    await partsHere(box, 'autostart', 'add', 'dropbox', '--file'),
    aborting('--file needs a value: PATH'),
  )
})

test('a part that does not exist, or is not installed, is named', async (t) => {
  const box = await emptyBox(t)
  for (const verb of ['install', 'info', 'purge', 'upgrade']) {
    t.deepEqual(await partsHere(box, verb, 'mysql'), aborting('Package "mysql" not found'))
  }
  for (const verb of ['uninstall', 'start', 'stop', 'restart']) {
    t.deepEqual(await partsHere(box, verb, 'dropbox'), aborting('Package "dropbox" not installed'))
  }
})

test('--verbose adds the causes to a failure', async (t) => {
  const box = await emptyBox(t, { HOME: '/sys' })
  const brief = await partsHere(box, 'install', 'dropbox')
  t.regex(brief.stderr, /^parts: ERROR: Cannot write to \/sys\/\.parts\/tmp\. .*\nAborting!$/)
  const verbose = await partsHere(box, 'install', 'dropbox', '--verbose')
  t.true(verbose.stderr.startsWith(brief.stderr))
  t.regex(verbose.stderr, /\n +at /)
  t.deepEqual([brief.exitCode, verbose.exitCode], [1, 1])
})
