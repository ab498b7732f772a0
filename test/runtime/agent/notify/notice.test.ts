import test from 'ava'
import { noticesOf, standingOf } from '../../../../runtime/agent/notify/notice.ts'
import type { Problem } from '../../../../runtime/engine/status.ts'

const halt = { reason: 'too-many-files', files: 2, limit: 1, folders: [] } as const
const problems: readonly Problem[] = [
  { path: '/a', why: { reason: 'symlink' } },
  { path: '/b', why: { reason: 'changing' } },
]

test('what was not told yet is, each kind in one go, and what passes by itself is not', (t) => {
  const now = standingOf([halt], problems)
  t.deepEqual([...now.keys()], ['halt too-many-files ', 'problem symlink /a'])
  const lines = [
    { action: 'conflict copy', path: '/n (2)', detail: '/n' },
    { action: 'uploaded', path: '/n', detail: undefined },
    { action: 'conflict copy', path: '/m (2)', detail: '/m' },
  ]
  const notices = noticesOf(now, new Set(), lines)
  t.like(notices, [
    { event: 'conflict', items: [{ path: '/m (2)' }, { path: '/n (2)' }], more: 0 },
    { event: 'halt', items: [{ path: '', reason: 'too-many-files' }] },
    { event: 'problem', items: [{ path: '/a', reason: 'symlink' }] },
  ])
  t.deepEqual(noticesOf(now, new Set(now.keys()), []), [])
})

test('of very many problems the first hundred are named, and the others counted', (t) => {
  const many = Array.from(
    { length: 250 },
    (_, index): Problem => ({ path: `/${index}`, why: { reason: 'symlink' } }),
  )
  const [notice] = noticesOf(standingOf([], many), new Set(), [])
  t.is(notice?.items.length, 100)
  t.is(notice?.more, 150)
})
