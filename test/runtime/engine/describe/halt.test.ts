import { readFile } from 'node:fs/promises'
import test from 'ava'
import { commandLeaving, describeHalt } from '../../../../runtime/engine/describe/halt.ts'
import type { Halt } from '../../../../runtime/engine/status.ts'

const mapped = { path: '/my project', target: '/home/box/workspace' }
const main = { path: '', target: '/home/box/Dropbox' }
const deletion = { reason: 'mass-deletion', files: 1200, of: 4000, examples: ['/a'] } as const

const full = [
  { path: '/app/node_modules', files: 140_000 },
  { path: '', files: 10_000 },
]

/** The compiler asks for each reason that there is, and the test above for a row with it. */
const everyReason: Readonly<Record<Halt['reason'], true>> = {
  'root-missing': true,
  'root-emptied': true,
  'root-retyped': true,
  'link-refused': true,
  'other-device': true,
  'marker-lost': true,
  'rolled-back': true,
  'box-restored': true,
  'in-use': true,
  'mass-deletion': true,
  'too-many-files': true,
  'account-changed': true,
  'remote-root-changed': true,
  'remote-root-missing': true,
}

const halts: readonly (readonly [Halt, string])[] = [
  [{ reason: 'root-missing', ...mapped }, "dropbox symlink remove 'my project'"],
  [{ reason: 'root-missing', ...main }, 'dropbox approve'],
  [{ reason: 'root-retyped', ...mapped, path: '/code' }, 'dropbox symlink remove code'],
  [{ reason: 'root-retyped', ...main }, 'dropbox approve'],
  [{ reason: 'link-refused', ...mapped, why: 'home' }, "dropbox symlink remove 'my project'"],
  [{ reason: 'root-emptied', ...mapped, files: 7 }, 'dropbox approve'],
  [{ reason: 'other-device', ...mapped }, 'dropbox restored'],
  [{ reason: 'marker-lost', ...mapped }, 'dropbox restored'],
  [{ reason: 'rolled-back', ...main }, 'dropbox restored'],
  [{ reason: 'box-restored', path: '' }, 'dropbox restored'],
  [{ reason: 'in-use', ...mapped, holder: { host: 'box', pid: 7, since: 0 } }, 'dropbox stop'],
  [{ reason: 'in-use', ...main, holder: undefined }, 'dropbox stop'],
  [{ ...deletion, side: 'local' }, 'dropbox approve'],
  [{ ...deletion, side: 'remote' }, 'dropbox approve'],
  [{ reason: 'too-many-files', files: 150_000, limit: 100_000, folders: full }, 'dropbox approve'],
  [{ reason: 'account-changed', expected: 'dbid:1', found: 'dbid:2' }, 'dropbox_init'],
  [{ reason: 'remote-root-changed', expected: '', found: '/Org/1' }, 'dropbox_init --take-over'],
  [{ reason: 'remote-root-missing', root: '/Org', detail: '/Org is gone' }, 'dropbox_init --take-over'],
]

for (const [halt, command] of halts)
  test(`${JSON.stringify(halt)} is left by ${command}`, (t) => {
    t.is(commandLeaving(halt), command)
    const description = describeHalt(halt)
    t.true(description.endsWith(`: ${command}`), description)
    t.false(description.includes('undefined'))
    if ('target' in halt) t.true(description.includes(halt.target), description)
  })

test('too many files are told with their number, the limit and where they are', (t) => {
  t.regex(
    describeHalt({ reason: 'too-many-files', files: 150_000, limit: 100_000, folders: full }),
    /^150,000 files would be new .* the 100,000 .*: 140,000 in \/app\/node_modules, 10,000 in the Dropbox folder\. /,
  )
})

test('every halt has one command, and the command is there', async (t) => {
  const programs = new Map([
    ['dropbox', await readFile('cli/dropbox/program.ts', 'utf8')],
    ['dropbox_init', undefined],
  ])
  for (const [halt] of halts) {
    const [program = '', verb] = commandLeaving(halt).split(' ')
    t.true(programs.has(program), program)
    const text = programs.get(program)
    if (text !== undefined) t.true(text.includes(`['${verb}', async`), verb)
  }
  const reasons = new Set(halts.map(([{ reason }]) => reason))
  const documented = await readFile('docs/safety.md', 'utf8')
  for (const reason of reasons) t.true(documented.includes(`| \`${reason}\` |`), reason)
  t.deepEqual([...reasons].toSorted(), Object.keys(everyReason).toSorted())
})

test('a mass deletion says where it happened, and where nothing is deleted yet', (t) => {
  t.regex(
    describeHalt({ ...deletion, side: 'local' }),
    /^1,200 files of 4,000 were deleted in Dropbox\. Nothing is deleted on this computer/,
  )
  t.regex(
    describeHalt({ ...deletion, side: 'remote' }),
    /^1,200 files of 4,000 were deleted on this computer\. Nothing is deleted in Dropbox/,
  )
})

test('a halt is one line whatever its folder is called, and its command names that folder', (t) => {
  const halt = {
    reason: 'root-missing',
    path: '/my\nproject',
    target: '/home/box/work\nspace\x1b[2J',
  } as const
  const description = describeHalt(halt)
  t.notRegex(description, /[\p{Cc}\p{Zl}]/u)
  t.true(description.includes('/home/box/work\\nspace\\x1b[2J'))
  t.true(description.endsWith(": dropbox symlink remove $'my\\nproject'"), description)
})
