import test from 'ava'
import { describeRepositories } from '../../../../cli/dropbox/symlink/describe-repositories.ts'
import type { RepositoryWarning } from '../../../../runtime/engine/status.ts'

const repository = (path: string, internals: RepositoryWarning['internals'] = 'kept-out') => ({
  path,
  kind: 'git' as const,
  internals,
})

test('one repository is told by its kind, with how to insist', (t) => {
  const [line, ...others] = describeRepositories([repository('/a')], '/etc/config.json')
  t.regex(line ?? '', /^\/a is a Git repository\. .*"repositories": "sync"} in \/etc\/config\.json/)
  t.deepEqual(others, [])
})

test('many repositories are one sentence that names the first three', (t) => {
  const names = ['/a', '/b\n', '/c', '/d', '/e']
  const [line, ...others] = describeRepositories(
    names.map((name) => repository(name)),
    '/config',
  )
  t.regex(
    line ?? '',
    /^\/a, \/b\\n, \/c and 2 more are repositories\. Their files sync; .* since [^.]+\. To insist, /,
  )
  t.deepEqual(others, [])
  const [two = ''] = describeRepositories([repository('/a'), repository('')], '/config')
  t.regex(two, /^\/a and The Dropbox folder are repositories\./)
})

test('those whose insides sync are told apart, and need no insisting', (t) => {
  const lines = describeRepositories(
    [repository('/a'), repository('/b', 'synced'), repository('/c', 'synced')],
    '/c',
  )
  t.is(lines.length, 2)
  t.is(
    lines[1],
    '/b and /c are repositories, and what they keep for themselves syncs too. Used on two computers at once, they will be damaged.',
  )
})
