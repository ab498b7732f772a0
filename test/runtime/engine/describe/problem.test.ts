import test from 'ava'
import { describeProblem } from '../../../../runtime/engine/describe/problem.ts'
import { describeRepository } from '../../../../runtime/engine/describe/repository.ts'
import type { ProblemReason, RepositoryWarning } from '../../../../runtime/engine/status.ts'

const reasons: readonly ProblemReason[] = [
  { reason: 'name', fault: 'backslash' },
  { reason: 'name', fault: 'unwritable' },
  { reason: 'name', fault: 'of a new kind' },
  { reason: 'case-clash', other: '/A' },
  { reason: 'twin-in-dropbox', other: '/A' },
  { reason: 'not-downloadable' },
  { reason: 'special-file', type: 'socket' },
  { reason: 'symlink' },
  { reason: 'mapping-refused', why: 'home' },
  { reason: 'mapping-refused', why: 'of a new kind' },
  { reason: 'displaced', now: '/a\\' },
  { reason: 'unreadable', detail: 'permission denied.' },
  { reason: 'unwritable', detail: 'permission denied.' },
  { reason: 'changing' },
  { reason: 'being-read' },
  { reason: 'interrupted', detail: 'reset.' },
  { reason: 'selective-sync-conflict' },
  { reason: 'dropbox-full' },
  { reason: 'disk-full' },
  { reason: 'too-large' },
  { reason: 'no-permission', detail: 'read only.' },
  { reason: 'refused', detail: 'disallowed_name' },
]

for (const why of reasons)
  test(`${JSON.stringify(why)} is told with its reason and what to do`, (t) => {
    const { text, advice } = describeProblem({ path: '/a', why })
    t.regex(text, /^[A-Z].+/)
    t.regex(advice, /^[A-Z].+\.$/)
    t.false(`${text} ${advice}`.includes('undefined'))
    if ('detail' in why) t.true(text.includes(why.detail))
  })

test('a repository is named with its kind, and whether its own files sync', (t) => {
  const warning: RepositoryWarning = { path: '/code', kind: 'git-worktree', internals: 'kept-out' }
  t.regex(
    describeRepository(warning),
    /^\/code is a Git worktree or submodule\. Its files sync; .+ does not, /,
  )
  t.regex(
    describeRepository({ ...warning, path: '', kind: 'hg', internals: 'synced' }),
    /^The Dropbox folder is a Mercurial repository, and .+ syncs too\. /,
  )
})
