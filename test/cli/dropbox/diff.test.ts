import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { linkedBox } from './linked-box.ts'

test('a file is compared with what Dropbox has and had, with the exit codes of diff', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=myproject'])
  await box.put('/myproject/Notes.txt', 'one\ntwo\n')
  await box.put('/myproject/Notes.txt', 'one\n2\n')
  const local = join(box.workspace, 'Notes.txt')
  writeFileSync(local, 'one\n2\n')
  const diff = (...words: string[]) => box.hereIn(box.workspace, 'diff', ...words)
  t.deepEqual(await diff('Notes.txt'), { stdout: '', stderr: '', exitCode: 0 })

  writeFileSync(local, 'one\n2\n3')
  const edited = await box.hereIn(box.workspace, 'diff', 'Notes.txt')
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d'
  const rev = '[0-9a-f]{9,}'
  t.regex(
    edited.stdout,
    new RegExp(
      `^--- /myproject/Notes\\.txt\t${time} \\(revision ${rev}\\)\n\\+\\+\\+ Notes\\.txt\t${time} \\(on this computer\\)\n@@ -1,2 \\+1,3 @@\n one\n 2\n\\+3\n\\\\ No newline at end of file$`,
    ),
  )
  t.deepEqual([edited.stderr, edited.exitCode], ['', 1])

  const { revisions } = JSON.parse((await box.here('revs', '/myproject/notes.txt', '--json')).stdout)
  const [newest, oldest] = revisions.map((revision: { rev: string }) => revision.rev)
  // What is printed leads from the one revision to the other.
  const { stdout } = await diff('/myproject/notes.txt', oldest, newest)
  const place = join(box.home, 'patched')
  writeFileSync(place, 'one\ntwo\n')
  execFileSync('patch', ['--silent', place], { input: `${stdout}\n` })
  t.is(readFileSync(place, 'utf8'), 'one\n2\n')
  t.regex((await diff('Notes.txt', oldest)).stdout, /\n one\n-two\n\+2\n\+3\n/)

  const json = JSON.parse((await diff('Notes.txt', '--json')).stdout)
  t.deepEqual(Object.keys(json), ['path', 'equal', 'before', 'after', 'diff'])
  t.like(json, { equal: false, before: { rev: newest, bytes: 6 }, after: { rev: null, bytes: 7 } })
  t.regex(json.diff, /^--- .*\n\+3\n\\ No newline at end of file\n$/s)

  await box.put('/data.bin', 'a\0b')
  mkdirSync(box.folder, { recursive: true })
  writeFileSync(join(box.folder, 'data.bin'), 'a\0bc')
  const binary = await box.here('diff', 'Dropbox/data.bin')
  t.regex(
    binary.stdout,
    new RegExp(
      `^Binary files differ: /data\\.bin, ${time} \\(revision ${rev}\\), 3 bytes, and Dropbox/data\\.bin, ${time} \\(on this computer\\), 4 bytes\\.$`,
    ),
  )
  t.is(binary.exitCode, 1)
  // What is not on this computer is compared as Dropbox has it.
  await box.put('/away.txt', 'old\n')
  await box.put('/away.txt', 'new\n')
  const away = JSON.parse((await box.here('revs', '/away.txt', '--json')).stdout).revisions[1].rev
  t.regex((await box.here('diff', '/away.txt', away)).stdout, /\n-old\n\+new$/)
})

test('whatever goes wrong with a diff has exit code 2', async (t) => {
  const box = await linkedBox(t)
  await box.put('/a.txt', 'x')
  await box.put('/gone.txt', 'x')
  await box.remove('/gone.txt')
  mkdirSync(box.folder, { recursive: true })
  writeFileSync(join(box.folder, 'gone.txt'), 'x')
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here('diff', ...words)
    t.deepEqual([stdout, exitCode], ['', 2])
    return stderr
  }
  t.regex(await said('/a.txt'), /^"\/a\.txt" is no file on this computer\. Name a revision/)
  t.regex(await said('/a.txt', '0123456789'), /^Dropbox has no revision "0123456789"\./)
  t.regex(await said('/a.txt', 'nonsense'), /^Dropbox has no revision "nonsense"\./)
  t.regex(await said('/gone.txt'), /^"\/gone\.txt" was deleted in Dropbox\./)
  await fetch(`${box.emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  t.regex(await said('/a.txt', '0123456789'), /^Dropbox no longer accepts the link of this computer\./)
})
