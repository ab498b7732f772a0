import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { linesOf, textOf } from '../../../../runtime/core/diff/text.ts'
import { unifiedDiff } from '../../../../runtime/core/diff/unified-diff.ts'

const diff = (before: string, after: string) =>
  unifiedDiff({ label: 'a', text: before }, { label: 'b', text: after }).join('\n')

test('equal texts have no diff', (t) => {
  t.is(diff('', ''), '')
  t.is(diff('one\ntwo', 'one\ntwo'), '')
})

test('changes stand in three lines of context, and near ones in one hunk', (t) => {
  const numbers = Array.from({ length: 30 }, (_, index) => `${index + 1}`)
  const changed = numbers.map((line) => (line === '4' || line === '9' || line === '25' ? `${line}!` : line))
  t.is(
    diff(`${numbers.join('\n')}\n`, `${changed.join('\n')}\n`),
    [
      '--- a',
      '+++ b',
      '@@ -1,12 +1,12 @@',
      ...[' 1', ' 2', ' 3', '-4', '+4!', ' 5', ' 6', ' 7', ' 8', '-9', '+9!', ' 10', ' 11', ' 12'],
      '@@ -22,7 +22,7 @@',
      ...[' 22', ' 23', ' 24', '-25', '+25!', ' 26', ' 27', ' 28'],
    ].join('\n'),
  )
})

test('a text that is begun, ended, or has no line feed at its end is told as diff -u tells it', (t) => {
  t.is(diff('', 'new\n'), '--- a\n+++ b\n@@ -0,0 +1 @@\n+new')
  t.is(diff('old\n', ''), '--- a\n+++ b\n@@ -1 +0,0 @@\n-old')
  t.is(
    diff('one\ntwo', 'one\ntwo\n'),
    '--- a\n+++ b\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+two',
  )
})

test('patch makes the one text of the other', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const line = fc.constantFrom('a', 'b', 'c', '', 'with words', '-- x', 'ends\r')
  const text = fc
    .tuple(fc.array(line, { maxLength: 20 }), fc.boolean())
    .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''))
  const file = join(folder, 'file')
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = unifiedDiff({ label: 'file', text: before }, { label: 'file', text: after })
      writeFileSync(file, before)
      if (lines.length > 0)
        execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', '-'], {
          cwd: folder,
          input: `${lines.join('\n')}\n`,
          stdio: ['pipe', 'ignore', 'pipe'],
          env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
        })
      t.is(readFileSync(file, 'utf8'), after)
    }),
    { numRuns: 15 },
  )
})

test('bytes that are no UTF-8, or hold a NUL, are no text', (t) => {
  t.is(textOf(Buffer.from('\ufeffGrüße\r\n')), '\ufeffGrüße\r\n')
  t.is(textOf(Buffer.from([0x47, 0xfc])), undefined)
  t.is(textOf(Buffer.from('a\0b')), undefined)
  t.is(textOf(new Uint8Array()), '')
})

test('lines keep what ends them', (t) => {
  t.deepEqual(linesOf('a\r\n\nb'), ['a\r\n', '\n', 'b'])
  t.deepEqual(linesOf('a\n'), ['a\n'])
  t.deepEqual(linesOf(''), [])
})
