import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { nothingWaits } from '../../../cli/dropbox/approve.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { inTerminal } from '../../installed/terminal.ts'
import { type DropboxBox, isSynced, linkedBox } from './linked-box.ts'

/** A box that is halted, since all of its 30 files but one went at once with their folder. */
async function haltedBox(t: ExecutionContext): Promise<DropboxBox> {
  const box = await linkedBox(t, ['--map', 'workspace=MyProject', '--start'])
  const names = Array.from({ length: 30 }, (_, index) => `Chapter ${index + 10}.txt`)
  mkdirSync(join(box.workspace, 'Book'))
  for (const name of names) writeFileSync(join(box.workspace, 'Book', name), name)
  writeFileSync(join(box.workspace, 'kept.txt'), '')
  await box.reports((report) => isSynced(report) && report.files === 31)
  renameSync(join(box.workspace, 'Book'), join(box.home, 'taken away'))
  await box.reports(({ status }) => status.state === 'halted')
  return box
}

async function stateOf(box: DropboxBox): Promise<SyncStatus['state']> {
  return (await box.reports(() => true)).status.state
}

test('a large deletion is listed by name, and approved by nobody who was not asked, says no, or presses Ctrl-C', async (t) => {
  const box = await haltedBox(t)
  const { stdout, stderr, exitCode } = await box.here('approve')
  const [heading, ...lines] = stdout.split('\n')
  t.is(heading, '30 of 31 files are gone from this computer. Going on deletes them in Dropbox too:')
  const names = Array.from({ length: 30 }, (_, index) => `/MyProject/Book/Chapter ${index + 10}.txt`)
  t.deepEqual(lines, [
    ...['/MyProject/Book', ...names].map((name) => `  ${name}`),
    'To have them here again instead, name them to "dropbox exclude add", and then to "dropbox exclude remove".',
  ])
  t.is(stderr, 'Nobody is there to ask. "dropbox approve --yes" approves this without asking.')
  t.is(exitCode, 2)
  t.is(await stateOf(box), 'halted')

  const terminal = await inTerminal(
    t,
    box,
    'dropbox approve; code=$?; clear; echo "first $code"; dropbox approve',
  )
  await terminal.shows('Go on? (y/N)')
  await terminal.press('C-c')
  await terminal.shows(/first 130\n.*Go on\? \(y\/N\)/s)
  await terminal.press('Enter')
  const refused = await terminal.ended()
  t.regex(refused.screen, /Nothing was changed\.$/)
  t.is(refused.exitCode, 1)
  t.is(await stateOf(box), 'halted')

  const look = await box.here('approve', '--json')
  t.like(JSON.parse(look.stdout), { approved: false, additions: [], halts: [{ reason: 'mass-deletion' }] })
  t.deepEqual([look.stderr, look.exitCode], ['', 1])
  t.is(await stateOf(box), 'halted')
  const approval = await box.here('approve', '--json', '--yes')
  const { deletions, approved } = JSON.parse(approval.stdout)
  t.is(deletions.length, 1)
  t.is(deletions[0].side, 'remote')
  t.is(deletions[0].paths.length, 31)
  t.true(deletions[0].paths.includes('/MyProject/Book/Chapter 10.txt'))
  t.deepEqual([approved, approval.exitCode], [true, 0])
})

test('what was deleted while a person was asked is not approved; --yes lets it happen, and says nothing when it is to be quiet', async (t) => {
  const box = await haltedBox(t)
  const terminal = await inTerminal(t, box, 'dropbox approve')
  await terminal.shows('Go on? (y/N)')
  rmSync(join(box.workspace, 'kept.txt'))
  await box.reports(
    ({ status }) =>
      status.state === 'halted' &&
      status.halts.some((halt) => halt.reason === 'mass-deletion' && halt.files === 31),
  )
  await terminal.press('y', 'Enter')
  const { screen, exitCode } = await terminal.ended()
  t.regex(screen, /More was deleted since, so nothing was approved\./)
  t.is(exitCode, 1)
  const { status, files } = await box.reports(() => true)
  t.deepEqual([status.state, files], ['halted', 31])

  writeFileSync(join(box.workspace, 'kept.txt'), '')
  await box.reports(
    ({ status }) =>
      status.state === 'halted' &&
      status.halts.some((halt) => halt.reason === 'mass-deletion' && halt.files === 30),
  )
  const quietly = await box.here('approve', '--yes', '--quiet')
  t.deepEqual(quietly, { stdout: '', stderr: '', exitCode: 0 })
  await box.reports((report) => isSynced(report) && report.files === 1)
  // Dropbox may be having another look just then.
  const nothing = await box.here('approve')
  t.regex(nothing.stdout, /^Nothing waits for your approval[ .]/)
  t.deepEqual([nothing.stderr, nothing.exitCode], ['', 0])
})

test('while Dropbox is still looking, that nothing waits is not the last word', (t) => {
  const looking: readonly SyncStatus[] = [
    { state: 'starting' },
    { state: 'checking' },
    { state: 'listing', entries: 3 },
  ]
  for (const status of looking) t.regex(nothingWaits(status), /so far. Dropbox is still looking/)
  for (const state of ['up-to-date', 'offline'] as const)
    t.is(nothingWaits({ state, detail: '' }), 'Nothing waits for your approval.')
})

test('a mapped folder that was emptied is told, and united again when a person agrees', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject', '--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 1)
  await box.here('stop')
  for (const name of readdirSync(box.workspace)) rmSync(join(box.workspace, name), { recursive: true })
  await box.here('start')
  await box.reports(({ status }) => status.state === 'halted')

  const { stdout, exitCode } = await box.here('approve', '--yes')
  t.regex(
    stdout,
    /is empty, where 1 file should be\..*nothing is deleted on either side\.\nDropbox goes on\.$/s,
  )
  t.is(exitCode, 0)
  await box.reports(isSynced)
  await box.until(() => readdirSync(box.workspace).includes('notes.txt'))
  t.pass()
})
