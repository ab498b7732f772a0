import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type DropboxBox, isSynced, linkedBox, unlinkedBox } from './linked-box.ts'

/** A box whose agent runs, with `notes.txt` of its linked workspace replaced by a newer version, and `old.txt` deleted in Dropbox. */
async function boxWithTrash(t: ExecutionContext): Promise<DropboxBox> {
  const box = await linkedBox(t, ['--map', 'workspace=My Project', '--start'])
  for (const name of ['notes.txt', 'old.txt']) writeFileSync(join(box.workspace, name), 'first')
  await box.reports((report) => isSynced(report) && report.files === 2)
  await box.put('/My Project/notes.txt', 'second')
  const notes = join(box.workspace, 'notes.txt')
  // For a moment of the swap nothing has the name.
  await box.until(() => existsSync(notes) && readFileSync(notes, 'utf8') === 'second')
  const { access_token: token } = box.emulator.issueToken()
  await fetch(`${box.emulator.url}/2/files/delete_v2`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ path: '/My Project/old.txt' }),
  })
  await box.until(() => !existsSync(join(box.workspace, 'old.txt')))
  await box.reports((report) => isSynced(report) && report.files === 1)
  return box
}

for (const running of [true, false]) {
  test(`the trash is listed, restored from and emptied ${running ? 'with' : 'without'} an agent`, async (t) => {
    const box = await boxWithTrash(t)
    if (!running) await box.here('stop')
    const { stdout, stderr, exitCode } = await box.here('trash')
    t.deepEqual([stderr, exitCode], ['', 0])
    t.regex(
      stdout,
      /^\d{4}-\d\d-\d\d \d\d:\d\d {2}5 bytes {2}deleted in Dropbox {11}Dropbox\/My Project\/old\.txt\n.* {2}replaced by a newer version {2}Dropbox\/My Project\/notes\.txt\n2 files, 10 bytes$/,
    )
    const json = JSON.parse((await box.here('trash', 'list', '--json')).stdout)
    t.like(json, [
      { path: '/My Project/old.txt', why: 'deleted', bytes: 5 },
      { path: '/My Project/notes.txt', why: 'replaced', bytes: 5 },
    ])
    t.is(readFileSync(json[0].file, 'utf8'), 'first')

    t.deepEqual(await box.hereIn(box.workspace, 'trash', 'restore', 'old.txt'), {
      stdout: 'Restored:\nold.txt',
      stderr: '',
      exitCode: 0,
    })
    t.deepEqual(await box.here('trash', 'restore', '/my project/notes.txt', '--json'), {
      stdout: '[{"path":"/My Project/notes.txt","to":"/My Project/notes (restored).txt","wanted":true}]',
      stderr: '',
      exitCode: 0,
    })
    t.is(readFileSync(join(box.workspace, 'old.txt'), 'utf8'), 'first')
    t.is((await box.here('trash')).stdout, 'The trash is empty.')
    if (!running) await box.here('start')
    await box.reports((report) => isSynced(report) && report.files === 3)
  })
}

test('the trash is emptied after a question, and spares what came a moment ago', async (t) => {
  const box = await boxWithTrash(t)
  const refused = await box.here('trash', 'empty')
  t.deepEqual(refused, {
    stdout: '2 files, 10 bytes in the trash would be deleted for good.',
    stderr: 'Nobody is there to ask. "dropbox trash empty --yes" deletes without asking.',
    exitCode: 2,
  })
  t.deepEqual(await box.here('trash', 'empty', '--older-than', '3d', '--yes'), {
    stdout: 'Nothing in the trash is that old.',
    stderr: '',
    exitCode: 0,
  })
  const { stdout, exitCode } = await box.here('trash', 'empty', '--yes')
  t.regex(stdout, /\nDeleted 0 files, 0 bytes\.\n2 files that came or changed in the last minutes stayed/)
  t.is(exitCode, 0)
  t.is((await box.here('trash', 'empty', '--yes', '--json')).stdout, '{"files":0,"bytes":0,"kept":2}')
})

test('what is not in the trash, no name and no age are wrong usage', async (t) => {
  const box = await linkedBox(t)
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here('trash', ...words)
    t.deepEqual([stdout, exitCode], ['', 2])
    return stderr
  }
  t.is(await said('restore', '/nothing'), 'There is no "/nothing" in the trash.')
  t.regex(await said('restore', '/a', '--to', '../b/c'), /is not in your Dropbox folder/)
  t.regex(await said('restore', '/', '--to', 'b'), /^The Dropbox folder itself cannot/)
  t.regex(await said('empty', '--older-than', 'soon'), /Give a number with d, h or m, such as 3d/)
  t.is((await box.here('trash', 'list', '--json')).stdout, '[]')
  t.is((await (await unlinkedBox(t)).here('trash')).exitCode, 1)
})
