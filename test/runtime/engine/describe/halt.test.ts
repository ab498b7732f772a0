import test from 'ava'
import { commandLeaving, describeHalt } from '../../../../runtime/engine/describe/halt.ts'
import type { Halt } from '../../../../runtime/engine/status.ts'

const mapped = { path: '/my project', target: '/home/box/workspace' }
const main = { path: '', target: '/home/box/Dropbox' }
const deletion = { reason: 'mass-deletion', files: 1200, of: 4000, examples: ['/a'] } as const

const halts: readonly (readonly [Halt, string])[] = [
  [{ reason: 'root-missing', ...mapped }, "dropbox symlink remove 'my project'"],
  [{ reason: 'root-missing', ...main }, 'dropbox approve'],
  [{ reason: 'root-retyped', ...mapped, path: '/code' }, 'dropbox symlink remove code'],
  [{ reason: 'root-retyped', ...main }, 'dropbox approve'],
  [{ reason: 'root-emptied', ...mapped, files: 7 }, 'dropbox approve'],
  [{ reason: 'other-device', ...mapped }, 'dropbox restored'],
  [{ reason: 'marker-lost', ...mapped }, 'dropbox restored'],
  [{ reason: 'rolled-back', ...main }, 'dropbox restored'],
  [{ reason: 'in-use', ...mapped, holder: { host: 'box', pid: 7, since: 0 } }, 'dropbox stop'],
  [{ reason: 'in-use', ...main, holder: undefined }, 'dropbox stop'],
  [{ ...deletion, side: 'local' }, 'dropbox approve'],
  [{ ...deletion, side: 'remote' }, 'dropbox approve'],
  [{ reason: 'account-changed', expected: 'dbid:1', found: 'dbid:2' }, 'dropbox_init'],
]

for (const [halt, command] of halts)
  test(`${JSON.stringify(halt)} is left by ${command}`, (t) => {
    t.is(commandLeaving(halt), command)
    const description = describeHalt(halt)
    t.true(description.endsWith(`: ${command}`), description)
    t.false(description.includes('undefined'))
    if ('target' in halt) t.true(description.includes(halt.target), description)
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
