import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, link, linkedBox, unlinkedBox } from './linked-box.ts'

test('adopt moves a folder to where people work, while Dropbox sees no deletion and gets nothing again', async (t) => {
  const box = await unlinkedBox(t)
  const configFile = boxPaths(box.env).configFile
  mkdirSync(dirname(configFile), { recursive: true })
  writeFileSync(configFile, JSON.stringify({ rules: { boxMark: 'off' } }))
  await box.put('/myproject/notes.txt', 'notes')
  await box.put('/myproject/deep/essay.txt', 'essay')
  await box.put('/myproject/equal.txt', 'equal')
  await box.put('/myproject/differs.txt', 'of Dropbox')
  await link(t, box, ['--sync-all', '--start'])
  await box.reports(isSynced)
  writeFileSync(join(box.workspace, 'equal.txt'), 'equal')
  writeFileSync(join(box.workspace, 'differs.txt'), 'of the workspace')
  const before = box.emulator.stats()
  const place = join(box.folder, 'myproject')

  const plan = [`3 files (20 bytes) move from ${place} to ${box.workspace}.`, '1 file equal on both sides.']
  const dry = await box.here('adopt', 'workspace', 'myproject', '--dry-run')
  t.deepEqual(dry.stdout.split('\n').slice(0, 2), plan)
  t.regex(dry.stdout, /conflicted copy:\n {2}differs\.txt\n.*Nothing was changed\.$/s)
  t.deepEqual([dry.stderr, dry.exitCode], ['', 0])
  t.true(existsSync(join(place, 'notes.txt')))

  // What is still on its way there is waited for, longer than an agent has to end.
  box.emulator.configure({ faults: [{ route: 'files/upload*', kind: 'slow', delay: 4_000, count: 1 }] })
  writeFileSync(join(place, 'deep', 'essay.txt'), 'essay, edited')
  const adopting = 'dropbox adopt workspace myproject'
  const terminal = await inTerminal(t, box, `${adopting}; echo "first $?"; ${adopting}`)
  await terminal.shows('Go on?')
  await terminal.press('C-c')
  await terminal.shows(/first 130\n.*Go on\?/s)
  await terminal.press('Enter')
  const { screen, exitCode } = await terminal.ended()
  t.regex(screen, /Linked: /)
  t.is(exitCode, 0)
  t.is(readlinkSync(place), box.workspace)
  t.is(readFileSync(join(box.workspace, 'deep', 'essay.txt'), 'utf8'), 'essay, edited')
  t.deepEqual(readdirSync(join(box.workspace, 'deep')), ['essay.txt'])
  t.is(readFileSync(join(box.workspace, 'differs.txt'), 'utf8'), 'of Dropbox')
  const copy = readdirSync(box.workspace).find((name) => /^differs \(.*conflicted copy .*\)\.txt$/.test(name))
  t.is(readFileSync(join(box.workspace, copy ?? ''), 'utf8'), 'of the workspace')

  // Only the edit and the copy go up.
  await box.reports((report) => isSynced(report) && report.files === 5)
  const after = box.emulator.stats()
  t.is(after.contentBytesDown, before.contentBytesDown)
  t.is(after.contentBytesUp - before.contentBytesUp, 'essay, edited'.length + 'of the workspace'.length)
  for (const route of ['files/delete_batch', 'files/delete_v2', 'files/move_batch_v2', 'files/move_v2'])
    t.is(after.routes[route], undefined, route)
})

test('adopt refuses what it cannot do, and says what to do instead', async (t) => {
  const box = await linkedBox(t)
  mkdirSync(join(box.folder, 'folder'), { recursive: true })
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here('adopt', ...words)
    t.is(exitCode, 2, stdout)
    return stderr
  }
  t.is(
    await said('workspace', 'nothing'),
    `There is no folder "nothing" in ${box.folder}. To link ${box.workspace} under that name: dropbox symlink add ${box.workspace} nothing`,
  )
  t.regex(await said(box.home, 'folder'), /^The whole home cannot be linked/)
  t.regex(await said(join(box.folder, 'other'), 'folder'), /is in the Dropbox folder already/)
  t.regex(await said(join(box.home, '.parts', 'x'), 'folder'), /Dropbox's own files/)
  t.regex(await said('workspace', 'folder'), /^Nobody is there to ask\. "--yes"/)
  t.true(existsSync(join(box.folder, 'folder')))

  const done = await box.here('adopt', 'new/place', 'folder', '--yes', '--json')
  t.is(done.exitCode, 0, done.stderr)
  t.like(JSON.parse(done.stdout), { name: 'folder', target: join(box.home, 'new', 'place'), done: true })
  t.is(readlinkSync(join(box.folder, 'folder')), join(box.home, 'new', 'place'))
})
