import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, linkedBox } from './linked-box.ts'

test('conflict copies are listed, compared and resolved, with the agent running and without', async (t) => {
  const box = await linkedBox(t, ['--map', 'workspace=thesis', '--start'])
  const copy = "notes (Ann's conflicted copy 2026-11-21).txt"
  const second = "plan (Ann's conflicted copy 2026-11-21).txt"
  const third = "plan (Ben's conflicted copy 2026-11-21).txt"
  const at = (name: string) => join(box.workspace, name)
  for (const [name, content] of [
    ...[['notes.txt', 'one\ntwo\n'] as const, [copy, 'one\n2\n'] as const],
    ...[['plan.txt', 'x'] as const, [second, 'y'] as const, [third, 'z'] as const],
  ])
    writeFileSync(at(name), content)
  await box.reports((report) => isSynced(report) && report.files === 5)
  const said = (...words: string[]) => box.hereIn(box.workspace, 'conflicts', ...words)

  const listed = await box.hereIn(box.workspace, 'conflicts')
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d'
  t.regex(
    listed.stdout,
    new RegExp(`^notes\\.txt +8 bytes {2}${time}\n {2}notes \\(Ann's .* 6 bytes {2}${time}\n`),
  )
  const json = JSON.parse((await said('list', '--json')).stdout)
  t.deepEqual(Object.keys(json[0]), ['copy', 'original', 'by', 'mine'])
  t.like(json[0], { copy: { path: `/thesis/${copy}`, size: 6 }, by: 'Ann', mine: 'original' })

  const diff = await said('diff', 'notes.txt')
  t.regex(diff.stdout, /^--- \/thesis\/notes\.txt\t.*\n\+\+\+ .*\n@@ -1,2 \+1,2 @@\n one\n-two\n\+2$/)
  t.is(diff.exitCode, 1)
  const [compared] = JSON.parse((await said('diff', copy, '--json')).stdout)
  t.deepEqual(Object.keys(compared), ['copy', 'original', 'equal', 'diff'])

  writeFileSync(at(copy), 'written meanwhile')
  const changed = await said('keep', 'mine', 'notes.txt')
  t.regex(changed.stderr, /^One of the two has changed since it was shown/)
  t.is(changed.exitCode, 1)
  t.is((await said('diff', 'notes.txt')).exitCode, 1)
  t.deepEqual(await said('keep', 'theirs', 'notes.txt'), {
    stdout: 'Kept: notes.txt\nThe other version is in the trash: "dropbox trash".',
    ...{ stderr: '', exitCode: 0 },
  })
  t.is(readFileSync(at('notes.txt'), 'utf8'), 'written meanwhile')
  t.false(existsSync(at(copy)))
  await box.reports((report) => isSynced(report) && report.files === 4)
  t.regex((await box.here('trash')).stdout, /not kept of a conflict {2}Dropbox\/thesis\/notes\.txt/)

  const several = await said('keep', 'mine', 'plan.txt')
  t.regex(several.stderr, /^There are 2 conflict copies of "plan\.txt"\. Name the copy/)
  t.is(several.exitCode, 2)
  t.is((await said('keep', 'nothing', 'plan.txt')).exitCode, 2)
  t.is((await said('diff', 'none.txt')).exitCode, 2)

  await box.here('stop')
  t.deepEqual((await said('keep', 'both', second)).stdout, 'Kept: plan.txt\nKept: plan (Ann).txt')
  t.is(
    (await said('keep', 'original', third, '--json')).stdout,
    `{"kept":["/thesis/plan.txt"],"trashed":"/thesis/${third}"}`,
  )
  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 3)
  const files = readdirSync(box.workspace).filter((name) => name !== '.dropbox.cache')
  t.deepEqual(files.sort(), ['notes.txt', 'plan (Ann).txt', 'plan.txt'])
  t.is((await said()).stdout, 'No conflicts.')
})
