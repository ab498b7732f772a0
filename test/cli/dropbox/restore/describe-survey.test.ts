import test from 'ava'
import { describeSurvey } from '../../../../cli/dropbox/restore/describe-survey.ts'
import type { Revision } from '../../../../runtime/cloud/revisions/revision.ts'
import type { Restorable } from '../../../../runtime/remote/restore/survey-file.ts'

const revision = (path: string, size: number): Revision => ({
  ...{ path, at: new Date(2026, 10, 20, 9, 12, 5).getTime(), by: undefined },
  file: {
    ...{ kind: 'file', name: 'x', id: 'id:x', rev: '0123456789', hash: 'a'.repeat(64) },
    ...{ size, modified: 0, downloadable: true },
  },
})

const restorable = (path: string, isThere: boolean, size = 5): Restorable => ({
  path,
  revision: revision(path, size),
  now: isThere ? revision(path, 1) : undefined,
  deletedAt: isThere ? undefined : 0,
})

test('everything that changes is named under what becomes of it, and what stays up to some', (t) => {
  const changed = restorable('/b\n.txt', true, 2048)
  const later = Array.from({ length: 22 }, (_, index) => `/later ${index}`)
  const survey = { restorable: [restorable('/a', false), changed], same: 3, later, unknown: ['/gone'] }
  t.deepEqual(describeSurvey(survey, new Set([changed])), [
    'Deleted, and brought back:',
    '  2026-11-20 09:12:05  5 bytes  /a',
    'Changed, and made again what they were:',
    '  2026-11-20 09:12:05  2 KB  /b\\n.txt',
    'Of these, this computer has changes that Dropbox does not have. They stay, as conflict copies:',
    '  /b\\n.txt',
    'Dropbox has no revision of these from then. They stay as they are:',
    ...later.slice(0, 20).map((path) => `  ${path}`),
    '  and 2 more',
    'Deleted folders of which Dropbox does not tell what was in them. Restore them at https://www.dropbox.com/deleted_files:',
    '  /gone',
  ])
  t.deepEqual(describeSurvey({ restorable: [], same: 1, later: [], unknown: [] }, new Set()), [])
})
