import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { patienceWithin } from '../../../cli/dropbox/wait.ts'
import { isSynced, linkedBox } from './linked-box.ts'

test('an agent that hangs is waited for as long as a script waits, and a little', (t) => {
  t.deepEqual([undefined, 0, 2, 3_600].map(patienceWithin), [60_000, 5_000, 7_000, 60_000])
})

test('wait returns when what was just written is in Dropbox, and says what is missing when it is not', async (t) => {
  const box = await linkedBox(t, ['--sync-all', '--start'])
  await box.reports(isSynced)
  const { folder } = box
  const here = (...words: string[]) => box.hereIn(folder, 'wait', ...words)
  const said = (stdout: string, stderr = '', exitCode = 0) => ({ stdout, stderr, exitCode })

  writeFileSync(join(folder, 'notes.txt'), 'just written')
  t.deepEqual(await box.hereIn(folder, 'wait'), said('Up to date'))
  t.like(JSON.parse((await here('notes.txt', '--json')).stdout), {
    ...{ outcome: 'up-to-date', status: { state: 'up-to-date' }, missing: [], more: 0, unsynced: [] },
  })
  t.is((await box.reports(isSynced)).files, 1)

  mkdirSync(join(folder, 'node_modules'))
  t.deepEqual(
    await here('node_modules'),
    said('', '"node_modules" does not sync. "dropbox doctor node_modules" tells why.', 1),
  )
  const nowhere = await here('notes.text')
  t.like(nowhere, { stdout: '', exitCode: 2 })
  t.regex(nowhere.stderr, /^There is no "notes\.text" on this computer or in your Dropbox/)
  t.is((await here('--timeout', 'soon')).exitCode, 2)

  symlinkSync('nowhere', join(folder, 'link'))
  const stuck = await here()
  t.regex(stuck.stdout, /^link\n {2}It is a (symbolic )?link/)
  t.like(stuck, { exitCode: 1, stderr: 'What is left cannot sync until something is done about it.' })
  t.is((await here('notes.txt', '-q')).stdout, '')

  box.emulator.configure({ faults: [{ route: 'files/list_folder/continue', kind: 'reset' }] })
  writeFileSync(join(folder, 'late.txt'), 'late')
  const late = await here('late.txt', '--timeout', '0.5', '--json')
  t.is(late.exitCode, 1)
  t.is(JSON.parse(late.stdout).outcome, 'timeout')
  box.emulator.configure({ faults: [] })

  await box.here('stop')
  t.like(await here(), { stdout: '', exitCode: 3 })
})
