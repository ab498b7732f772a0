import test from 'ava'
import { isStillAgreed } from '../../../../runtime/core/safety/power-cut.ts'
import type { LocalFile, SyncedFile } from '../../../../runtime/core/tree.ts'

const doubt = { since: 1000, until: 2000, now: 3000 }
const synced: SyncedFile = { kind: 'file', name: 'f', hash: 'agreed', id: 'id', inode: 1, born: 1 }

function file(hash: string, modified: number, changed = modified): LocalFile {
  return { kind: 'file', name: 'f', hash, size: 1, modified, changed, inode: 1, born: 1 }
}

for (const [what, before, found, blank, agreed] of [
  [
    'that was written before the cut and is gone was not deleted',
    file('agreed', 1500),
    undefined,
    false,
    false,
  ],
  [
    'whose ctime alone is so young and that is gone was not deleted',
    file('agreed', 10, 1500),
    undefined,
    false,
    false,
  ],
  [
    'that was written by a clock set back since, and is gone, was not deleted',
    file('agreed', 9000),
    undefined,
    false,
    false,
  ],
  ['that was old and is gone was deleted', file('agreed', 500), undefined, false, true],
  ['that nobody had seen and is gone was deleted', undefined, undefined, false, true],
  ['that still holds what was agreed is agreed', file('agreed', 1500), file('agreed', 1500), true, true],
  ['that ends in zeros since the cut was not edited', file('agreed', 500), file('zeros', 1500), true, false],
  [
    'that ends in zeros, after it was written, was not edited',
    file('agreed', 1500),
    file('zeros', 500),
    true,
    false,
  ],
  [
    'that ended in zeros before the time in doubt was edited',
    file('agreed', 500),
    file('zeros', 600),
    true,
    true,
  ],
  [
    'that is blank, and has the times of what was seen before the time in doubt, was not edited',
    file('agreed', 500),
    file('zeros', 500),
    true,
    false,
  ],
  ['that was seen so already was edited', file('edit', 1500), file('edit', 1500), true, true],
  [
    'that is another than was seen, and no newer, was not edited',
    file('agreed', 1500),
    file('torn', 1500),
    false,
    false,
  ],
  ['that is older than what was seen was not edited', file('agreed', 1500), file('old', 500), false, false],
  ['that is newer than what was seen was edited', file('agreed', 1500), file('edit', 1600), false, true],
  ['that was edited after the machine ran again was edited', file('agreed', 500), file('', 2500), true, true],
] as const)
  test(`after a power cut, a file ${what}`, (t) => {
    t.is(isStillAgreed(doubt, synced, before, found && { file: found, blank }), agreed)
  })

test('what was synced when the agent ended in order, and is gone after a power cut, was deleted; what is blank since was not edited', (t) => {
  const ended = { ...doubt, goneSince: 1800 }
  const before = file('agreed', 1500)
  t.true(isStillAgreed(ended, synced, before, undefined))
  t.false(isStillAgreed(ended, synced, file('agreed', 1900), undefined))
  t.false(isStillAgreed(ended, synced, file('agreed', 500), { file: file('zeros', 1600), blank: true }))
})
