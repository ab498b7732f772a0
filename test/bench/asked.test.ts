import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { readAsked } from '../../bench/asked.ts'
import { tellLine } from '../../bench/report/tell.ts'

const bench = (...words: string[]) =>
  execa(process.execPath, [join(import.meta.dirname, '../../bench/run.ts'), ...words], { reject: false })

for (const { words, said } of [
  { words: ['no-such-row'], said: /^There is no row no-such-row; there are small-files-up, [^\n]+\.$/ },
  { words: ['latency', '--variant', 'none'], said: /^There is no variant none; there are: [^\n]+\.$/ },
  { words: ['latency', '--times', 'often'], said: /^often is no number above 0\.$/ },
  { words: ['--no-such-option'], said: /^Unknown option '--no-such-option'[^\n]*$/ },
])
  test(`a bench that is asked for ${words.join(' ')} says one sentence, and measures nothing`, async (t) => {
    const { stdout, stderr, exitCode } = await bench(...words)
    t.deepEqual({ stdout, exitCode }, { stdout: '', exitCode: 2 })
    t.regex(stderr, said)
  })

test('a quick bench is a twentieth of the size, keeps nothing, and judges nothing', (t) => {
  const { size, kept } = readAsked(['latency', '--quick'])
  t.like({ ...size, kept }, { times: 1, scale: 0.05, kept: false })
  const line = { what: 'requests for 1,000 files', goal: 'at most 12', measured: '24', reached: false }
  t.is(
    tellLine('small-files-up', line, size.scale),
    'small-files-up: requests for 1,000 files: 24 (at most 12, a goal for the full size)',
  )
  t.regex(tellLine('small-files-up', line, 1), /24 \(at most 12, NOT reached\)$/)
  t.regex(tellLine('status', { ...line, reached: undefined }, 1), /24 \(at most 12\)$/)
})
