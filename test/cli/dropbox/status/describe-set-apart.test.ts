import test from 'ava'
import { describeSetApart } from '../../../../cli/dropbox/status/describe-set-apart.ts'

const apart = (name: string) => ({ path: `/${name}`, now: `/${name} (Selective Sync Conflict)` })

test('what got another name is told with both names', (t) => {
  t.deepEqual(describeSetApart([]), [])
  t.deepEqual(describeSetApart([apart('Photos')]), [
    'What was made here as /Photos is "Photos (Selective Sync Conflict)" now, since that place is excluded from syncing on this computer.',
  ])
})

test('of many the last ones are told by name, of the others the number', (t) => {
  const lines = describeSetApart(['a', 'b', 'c', 'd', 'e'].map(apart))
  t.is(lines.length, 4)
  t.true(lines[0]?.includes('/c '))
  t.is(lines[3], 'So are 2 more; "dropbox status --json" has them all.')
})
