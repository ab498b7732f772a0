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
  { reason: 'unreadable', fault: 'EWEIRD', detail: 'EWEIRD: of a new kind.' },
  { reason: 'unwritable', fault: 'exists', detail: 'Another folder has its mark.' },
  { reason: 'changing' },
  { reason: 'being-read' },
  { reason: 'interrupted', detail: 'reset.' },
  { reason: 'selective-sync-conflict' },
  { reason: 'being-made' },
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

/** Every errno that a call on a file can end with (errno(3)), whether the engine has a code for it or not. */
const errnos =
  'EACCES EPERM EROFS ENOSPC EDQUOT ENOENT EEXIST ENOTEMPTY ENOTDIR EISDIR ELOOP ENAMETOOLONG EFBIG EOVERFLOW EMFILE ENFILE EMLINK EXDEV ENOTSUP EOPNOTSUPP ENOSYS EBUSY ETXTBSY EAGAIN EINTR EINVAL EILSEQ EIO EREMOTEIO ESTALE ENOTCONN ECONNABORTED ECONNRESET EHOSTDOWN EHOSTUNREACH ENODEV ENXIO ENOMEDIUM EUCLEAN EBADMSG ETIMEDOUT ENOMEM ENOKEY EKEYEXPIRED'

test('what the disk said is told in words, never as the raw answer of the system', (t) => {
  for (const errno of errnos.split(' '))
    for (const reason of ['unreadable', 'unwritable', 'interrupted'] as const) {
      const raw = `${errno}: some words of the system, open '/home/box/Dropbox/a'`
      const why = reason === 'interrupted' ? { reason, detail: errno } : { reason, fault: errno, detail: raw }
      const { text, advice } = describeProblem({ path: '/a', why })
      t.false(`${text} ${advice}`.includes(errno), `${errno}: ${text}`)
      t.regex(text, /^[A-Z].+: [a-z].+\.$/)
      t.regex(advice, /^[A-Z].+\.$/)
    }
})

test('a read-only disk, a protected file and a failing disk are not blamed on owner and permissions', (t) => {
  const told = (fault: string) => {
    const { text, advice } = describeProblem({
      path: '/a',
      why: { reason: 'unwritable', fault, detail: fault },
    })
    return `${text} ${advice}`
  }
  t.regex(told('EROFS'), /^It cannot be written: it is on a disk that is read-only\. Mount that disk/)
  t.regex(told('EPERM'), /the system forbids it, whatever its permissions say\. .*chattr/)
  t.regex(told('EIO'), /input\/output error\)\. Check the disk/)
  t.regex(told('ENOTCONN'), /has lost its connection\. .*mount it again/)
  t.regex(told('EACCES'), /its permissions do not allow it\. Check the owner and permissions/)
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
