import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, linkedBox } from './linked-box.ts'

const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d'
const notRunning =
  'Dropbox isn\'t running: what is synced comes to this computer once it runs ("dropbox start").'

test('a file becomes a revision of it again, and what was edited here and not sent stays as a conflict copy', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject'])
  await box.put('/myproject/notes.txt', 'first')
  await box.here('start')
  const notes = join(box.workspace, 'notes.txt')
  await box.reports((report) => isSynced(report) && report.files === 1)
  await box.put('/myproject/notes.txt', 'second')
  await box.until(
    () => readdirSync(box.workspace).includes('notes.txt') && readFileSync(notes, 'utf8') === 'second',
  )
  await box.reports(isSynced)
  await box.here('stop')
  writeFileSync(notes, 'edited here')

  const restore = (...words: string[]) => box.hereIn(box.workspace, 'restore', ...words)
  t.deepEqual(await restore('notes.txt'), {
    stdout: '',
    stderr:
      'Name a revision of "/myproject/notes.txt", as "dropbox revs" shows it, or a time, as in "--at 2h".',
    exitCode: 2,
  })
  const { revisions } = JSON.parse((await box.here('revs', '/myproject/notes.txt', '--json')).stdout)
  const { stdout, stderr, exitCode } = await restore('notes.txt', revisions[1].rev)
  t.deepEqual([stderr, exitCode], ['', 0])
  t.regex(
    stdout,
    new RegExp(
      `^This computer has changes of "/myproject/notes\\.txt" that Dropbox does not have\\. They stay, as a conflict copy\\.\nRestored in Dropbox: ${time} {2}5 bytes {2}/myproject/notes\\.txt\nDropbox isn't running: .*$`,
    ),
  )
  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 2)
  const contents = readdirSync(box.workspace)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => [name, readFileSync(join(box.workspace, name), 'utf8')])
  t.deepEqual(contents.map(([, content]) => content).sort(), ['edited here', 'first'])
  t.deepEqual(
    contents.find(([name]) => name === 'notes.txt'),
    ['notes.txt', 'first'],
  )
  t.regex(String(contents[0]?.[0]), /conflicted copy/)
})

test('a folder is set back to a moment after a list and a question, and what was deleted is listed and brought back', async (t) => {
  const box = await linkedBox(t)
  await box.put('/F/a.txt', 'kept')
  await box.put('/F/deep/b.txt', 'two')
  await box.remove('/F/deep')
  const listed = await box.here('restore', '--list')
  t.regex(listed.stdout, new RegExp(`^${time} {2}3 bytes {2}/F/deep/b\\.txt$`))
  t.is((await box.here('restore', '--list', '/G')).exitCode, 2)

  const plan = new RegExp(`^Deleted, and brought back:\n {2}${time} {2}3 bytes {2}/F/deep/b\\.txt`)
  const refused = await box.here('restore', '/F')
  t.regex(refused.stdout, plan)
  t.is(refused.stderr, 'Nobody is there to ask. "dropbox restore --yes" does this without asking.')
  t.is(refused.exitCode, 2)
  const dry = await box.here('restore', '/F', '--dry-run')
  t.regex(dry.stdout, plan)
  t.is(dry.exitCode, 0)
  const looked = JSON.parse((await box.here('restore', '/F', '--json')).stdout)
  t.deepEqual(Object.keys(looked), [
    ...['path', 'restorable', 'same', 'later', 'unknown', 'conflictCopies', 'restored', 'failed'],
  ])
  t.like(looked, { path: '/F', same: 1, restored: false, restorable: [{ path: '/F/deep/b.txt', now: null }] })

  const terminal = await inTerminal(t, box, 'dropbox restore /F')
  await terminal.shows('Restore this in Dropbox?')
  await terminal.type('n')
  await terminal.press('Enter')
  const { screen, exitCode } = await terminal.ended()
  t.regex(screen, /Nothing was changed\./)
  t.is(exitCode, 1)

  t.is((await box.here('restore', '/F/deep', '--yes', '--quiet')).exitCode, 0)
  t.is((await box.here('restore', '/F')).stdout, 'Nothing has to be restored.')
  // A deleted file is brought back without a question: nothing is replaced.
  await box.remove('/F/a.txt')
  const back = await box.here('restore', '/F/a.txt')
  t.regex(back.stdout, new RegExp(`^Restored in Dropbox: ${time} {2}4 bytes {2}/F/a\\.txt\n`))
  t.true(back.stdout.endsWith(notRunning))
  await box.put('/F/a.txt', 'other words')
  const offering = await inTerminal(t, box, 'dropbox restore /F/a.txt')
  await offering.shows('Which revision?')
  await offering.press('Enter')
  t.is((await offering.ended()).exitCode, 0)
  t.is((await box.here('cat', '/F/a.txt')).stdout, 'kept')
  const later = await box.here('restore', '/F', '--at', '1d', '--dry-run')
  t.is(
    later.stdout,
    'Dropbox has no revision of these from then. They stay as they are:\n  /F/a.txt\n  /F/deep/b.txt\nNothing has to be restored.',
  )
})

test('what makes no sense, and what is not there, is wrong usage', async (t) => {
  const box = await linkedBox(t)
  await box.put('/a.txt', 'x')
  await box.put('/b.txt', 'y')
  const rev = JSON.parse((await box.here('revs', '/b.txt', '--json')).stdout).revisions[0].rev
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here('restore', ...words)
    t.deepEqual([stdout, exitCode], ['', 2])
    return stderr
  }
  t.is(await said(), 'Name a file or a folder. See "dropbox help restore".')
  t.regex(await said('/a.txt', rev, '--at', '2h'), /not both/)
  t.regex(await said('/a.txt', '--at', 'tomorrow'), /^"tomorrow" is no time in the past\./)
  t.regex(await said('/a.txt', '--at', '1d'), /^Dropbox has no revision of "\/a\.txt" from then\./)
  t.regex(await said('/none'), /^There is, and was, no "\/none" in Dropbox/)
  t.regex(await said('/a.txt', '0123456789'), /^Dropbox has no revision "0123456789"\./)
  const other = await box.here('restore', '/a.txt', rev)
  t.deepEqual(other, {
    stdout: '',
    stderr: 'That is no revision of "/a.txt". "dropbox revs" shows which there are.',
    exitCode: 1,
  })
})
