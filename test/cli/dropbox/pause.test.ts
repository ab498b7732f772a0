import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, linkedBox } from './linked-box.ts'

test('a pause holds for the agent that runs and for the next one, is told, and ends by resume', async (t) => {
  const box = await linkedBox(t, ['--sync-all', '--start'])
  await box.reports(isSynced)
  const said = (stdout: string, exitCode = 0) => ({ stdout, stderr: '', exitCode })
  t.deepEqual(await box.here('pause'), said('Syncing paused. It goes on with "dropbox resume".'))
  t.deepEqual(await box.here('status'), said('Syncing paused', 9))
  for (const verb of ['rescan', 'approve', 'restored', 'wait']) {
    const { stderr, exitCode } = await box.here(verb)
    t.regex(stderr, /paused\. It goes on with "dropbox resume"\.$/, verb)
    t.is(exitCode, 1)
  }
  writeFileSync(join(box.folder, 'notes.txt'), 'x')
  t.is((await box.here('stop')).exitCode, 0)
  const until = /^Syncing paused until \d{4}-\d\d-\d\d \d\d:\d\d\. .*\nDropbox isn't running; the pause holds/
  t.regex((await box.here('pause', '--for', '2h')).stdout, until)
  await box.put('/there.txt', 'y')
  await box.here('start')
  const { status } = await box.reports((report) => report.status.state === 'paused')
  t.true(status.state === 'paused' && (status.until ?? 0) > Date.now() + 3_600_000)
  t.false(existsSync(join(box.folder, 'there.txt')))

  t.deepEqual(await box.here('resume'), said('Syncing goes on.'))
  await box.reports((report) => isSynced(report) && report.files === 2)
  t.deepEqual(await box.here('resume', '--json'), said('{"paused":false,"wasPaused":false}'))
  for (const duration of ['ever', '0m'])
    t.is((await box.here('pause', '--for', duration)).exitCode, 2, duration)
})
