import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test from 'ava'
import { manPages } from '../../../cli/manual/man-page.ts'
import { describePrograms } from '../../../cli/manual/programs.ts'

const root = resolve(import.meta.dirname, '../../..')
const programs = await describePrograms()
const [dropbox] = programs
const verbs = (dropbox?.commands ?? []).map(({ name }) => name).filter((name) => name !== 'help')

test('the programs that a person types are described, hidden verbs left out', (t) => {
  t.deepEqual(
    programs.map(({ name }) => name),
    ['dropbox', 'dropbox_init', 'parts'],
  )
  t.true(verbs.includes('exclude') && verbs.includes('completion'))
  const completion = dropbox?.commands.find(({ name }) => name === 'completion')
  t.deepEqual(completion?.operands, [
    { name: 'shell', does: 'the shell', repeats: false, choices: ['bash', 'zsh', 'fish'] },
  ])
  t.false(JSON.stringify(completion?.commands).includes('"words"'))
  t.regex(completion?.notes ?? '', /source$/)
})

test('every program and verb says what it does', (t) => {
  for (const program of programs)
    for (const command of [program, ...program.commands.filter(({ name }) => name !== 'help')]) {
      t.regex(command.description, /\.$/, command.name)
      for (const { names, does } of command.options) t.not(does, '', names.join())
    }
})

test('every verb of dropbox has a section in docs/commands.md', (t) => {
  const documents = readFileSync(join(root, 'docs', 'commands.md'), 'utf8')
  for (const verb of verbs) t.regex(documents, new RegExp(`^## .*\\bdropbox ${verb}\\b`, 'm'), verb)
})

test('man shows every page as it is meant, and has nothing to complain of', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'manual-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const pages = programs.flatMap((program) => manPages(program, '1.2.3'))
  for (const { file, text } of pages) writeFileSync(join(folder, file), text)
  const files = pages.map(({ file }) => file)
  for (const name of ['dropbox', 'dropbox_init', 'parts', ...verbs.map((verb) => `dropbox-${verb}`)])
    t.true(files.includes(`${name}.1`), name)

  const paths = files.map((file) => join(folder, file))
  t.is(execFileSync('groff', ['-man', '-Tutf8', '-ww', '-z', ...paths], { encoding: 'utf8' }), '')
  const page = join(folder, 'dropbox-exclude.1')
  const shown = execFileSync('man', ['-l', page], {
    env: { PATH: process.env['PATH'], MANWIDTH: '80', LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
  })
  t.regex(shown, /^DROPBOX-EXCLUDE\(1\) +Box Parts +DROPBOX-EXCLUDE\(1\)$/m)
  t.regex(shown, /^NAME\n +dropbox-exclude - Choose what stays in Dropbox only/m)
  t.regex(shown, /^ {3}dropbox exclude add/m)
  t.regex(shown, /^ +-q, --quiet\n/m)
  t.regex(shown, /^box-parts 1\.2\.3 /m)
})

test('text that would be a request or an escape is shown as it is', (t) => {
  const [page] = manPages(
    {
      name: 'odd',
      summary: '',
      description: '.SH a dot first\n\'br an apostrophe\nback\\slash "and quotes"',
      usage: '[-x]',
      operands: [],
      options: [],
      notes: '',
      commands: [],
    },
    '1',
  )
  const shown = execFileSync('groff', ['-man', '-Tascii', '-P-c', '-P-b', '-P-u', '-ww'], {
    input: page?.text ?? '',
    encoding: 'utf8',
  })
  t.regex(shown, /\.SH a dot first 'br an apostrophe back\\slash "and quotes"/)
})
