import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, linkedBox, unlinkedBox } from './linked-box.ts'

test('a box that is well is told so, and one path is followed', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject', '--start', '--autostart'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 1)
  const { stdout, stderr, exitCode } = await box.here('doctor')
  t.deepEqual([stderr, exitCode], ['', 0], stdout)
  t.regex(stdout, /^ok {7}clock {8}The clock is right/)
  t.regex(stdout, /^ok {7}trees {8}2 paths: the disk, the index and Dropbox agree\.$/m)
  t.notRegex(stdout, /^wrong/m)
  for (const line of stdout.split('\n')) t.true(line.length <= 80 || line.includes(box.home), line)

  const json = JSON.parse((await box.here('doctor', '--json')).stdout)
  t.like(json, { ok: true, wrong: 0 })
  t.like(json.findings[0], { check: 'clock', verdict: 'ok', advice: null })
  t.notRegex((await box.here('doctor', '--quiet')).stdout, /^ok/m)

  const followed = await box.hereIn(box.workspace, 'doctor', 'notes.txt')
  t.is(followed.exitCode, 0)
  t.regex(followed.stdout, /^\/myproject\/notes\.txt\n {2}on the disk {20}file [0-9a-f]{12}\n/)
  t.regex(followed.stdout, /\nIt is the same everywhere\.$/)
  writeFileSync(join(box.home, 'elsewhere.txt'), 'x')
  const outside = await box.here('doctor', join(box.home, 'elsewhere.txt'))
  t.deepEqual(
    [outside.stdout, outside.stderr, outside.exitCode],
    [
      '',
      `${join(box.home, 'elsewhere.txt')} does not sync: it is neither in your Dropbox folder nor in a linked folder. "dropbox symlink list" shows which are linked.`,
      2,
    ],
  )
  t.like(JSON.parse((await box.here('doctor', '/MyProject/notes.txt', '--json')).stdout), {
    path: '/MyProject/notes.txt',
    verdict: 'ok',
    why: 'same',
    place: join(box.workspace, 'notes.txt'),
    stations: { disk: { kind: 'file' }, cloud: { kind: 'file' } },
  })
})

test('a box that is ill is told what is wrong and what to do, with exit code 1', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject', '--start'])
  writeFileSync(join(box.workspace, 'notes.txt'), 'hello')
  await box.reports((report) => isSynced(report) && report.files === 1)
  await box.here('stop')
  await fetch(`${box.emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  writeFileSync(join(box.workspace, 'notes.txt'), 'changed')
  const { stdout, stderr, exitCode } = await box.here('doctor')
  t.deepEqual([stderr, exitCode], ['', 1])
  t.regex(
    stdout,
    /^wrong {4}token {8}Dropbox no longer accepts the link of this computer\.\n {22}Run "dropbox_init" to link it again\.$/m,
  )
  t.regex(stdout, /^warning {2}trees .*1 path of 2 paths differs: 1 between the disk/ms)
  t.regex(stdout, /^ {22}\/myproject\/notes\.txt: Dropbox isn't running\./m)
  t.regex(stdout, /\n1 thing is wrong, \d+ things to know\.$/)
})

test('a terminal shows what is going on', async (t) => {
  const box = await linkedBox(t, ['--start'])
  await box.reports(isSynced)
  box.emulator.configure({ latency: { rpc: 2_000 } })
  const terminal = await inTerminal(t, box, 'dropbox doctor')
  await terminal.shows(/Asking Dropbox|Listing Dropbox/)
  await terminal.press('C-c')
  t.is((await terminal.ended()).exitCode, 130)
})

test('a box that was never linked is examined, and left as it is; a path outside is refused', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, exitCode } = await box.here('doctor')
  t.is(exitCode, 1)
  t.regex(stdout, /^wrong {4}token {8}This computer is not linked/m)
  t.false(existsSync(join(box.home, '.parts', 'var', 'dropbox')))
  t.false(existsSync(box.folder))
  t.is((await box.here('doctor', '../x')).exitCode, 2)
  t.is((await box.here('doctor', '/')).exitCode, 2)
})
