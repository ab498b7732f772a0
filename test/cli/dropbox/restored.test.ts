import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { type DropboxBox, isSynced, linkedBox } from './linked-box.ts'

/** A box whose workspace lost its mark: `edited` differs, `only here` and `only there` are on one side. */
async function restoredBox(t: ExecutionContext): Promise<DropboxBox> {
  const box = await linkedBox(t, ['--map', 'workspace=project', '--start'])
  for (const name of ['edited', 'only there', 'same']) writeFileSync(join(box.workspace, name), name)
  await box.reports((report) => isSynced(report) && report.files === 3)
  await box.here('stop')
  rmSync(join(box.workspace, '.dropbox.cache'), { recursive: true })
  rmSync(join(box.workspace, 'only there'))
  writeFileSync(join(box.workspace, 'edited'), 'as it was restored')
  writeFileSync(join(box.workspace, 'only here'), '')
  await box.here('start')
  await box.reports(({ status }) => status.state === 'halted')
  return box
}

test('it explains what was restored and what each choice would do, and changes nothing', async (t) => {
  const box = await restoredBox(t)
  const { stdout, stderr, exitCode } = await box.here('restored')
  t.regex(stdout, /is not the folder that was synced before/)
  t.regex(stdout, /^Noticed on \d{4}-\d\d-\d\d \d\d:\d\d\. /m)
  t.regex(stdout, /^dropbox restored keep-both\n.*\n {2}1 kept twice, 1 uploaded, 1 downloaded\.$/m)
  t.regex(
    stdout,
    /^dropbox restored keep-cloud\n.*\n {2}1 moved to the trash here, 1 replaced here, 1 downloaded\.$/m,
  )
  t.regex(
    stdout,
    /^dropbox restored keep-box\n.*\n {2}1 deleted in Dropbox, 1 replaced in Dropbox, 1 uploaded\.$/m,
  )
  t.deepEqual([stderr, exitCode], ['', 0])
  const dry = await box.here('restored', 'keep-box', '--dry-run')
  t.is(
    dry.stdout,
    [
      ...['Deleted in Dropbox:', '  /project/only there', 'Replaced in Dropbox:', '  /project/edited'],
      ...['Uploaded:', '  /project/only here'],
    ].join('\n'),
  )
  const refused = await box.here('restored', 'keep-box')
  t.is(refused.stdout, dry.stdout)
  t.is(refused.stderr, 'Nobody is there to ask. "dropbox restored keep-box --yes" does this without asking.')
  t.is(refused.exitCode, 2)
  t.is((await box.here('restored', 'keep-nothing')).exitCode, 2)
  t.is((await box.reports(() => true)).status.state, 'halted')
})

test('what changed while a person was asked is not done', async (t) => {
  const box = await restoredBox(t)
  const choosing = 'dropbox restored keep-box'
  const terminal = await inTerminal(t, box, `${choosing}; echo "first $?"; ${choosing}`)
  await terminal.shows('Go on? (y/N)')
  await terminal.press('C-c')
  await terminal.shows(/first 130\n.*Go on\? \(y\/N\)/s)
  rmSync(join(box.workspace, 'same'))
  await terminal.press('y', 'Enter')
  const { screen, exitCode } = await terminal.ended()
  t.regex(screen, /More has changed since, so nothing was done\./)
  t.is(exitCode, 1)
  t.is((await box.reports(() => true)).status.state, 'halted')
})

test('with --yes it does what it shows', async (t) => {
  const box = await restoredBox(t)
  const { stdout, exitCode } = await box.here('restored', 'keep-cloud', '--yes', '--json')
  const { halts, plans, chosen } = JSON.parse(stdout)
  t.deepEqual([chosen, exitCode], ['keep-cloud', 0])
  t.is(halts[0].halt.reason, 'marker-lost')
  t.deepEqual(
    plans['keep-cloud'].deletedHere.map(({ path }: { path: string }) => path),
    ['/project/only here'],
  )
  await box.reports((report) => isSynced(report) && report.files === 3)
  t.is(readFileSync(join(box.workspace, 'edited'), 'utf8'), 'edited')
  t.false(existsSync(join(box.workspace, 'only here')))
  const trash = JSON.parse((await box.here('trash', '--json')).stdout)
  t.deepEqual(Object.fromEntries(trash.map(({ path, why }: { path: string; why: string }) => [path, why])), {
    '/project/edited': 'given-up',
    '/project/only here': 'given-up',
  })
  t.deepEqual(await box.here('restored'), {
    stdout: 'Nothing was restored to an older state. There is nothing to choose.',
    stderr: '',
    exitCode: 0,
  })
})
