import test from 'ava'
import { describeBeingMade, describeSetApart } from '../../../../cli/dropbox/status/describe-set-apart.ts'

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

test('what is still being made is told to get a name of its own, of many the number', (t) => {
  t.deepEqual(describeBeingMade([]), [])
  t.deepEqual(describeBeingMade(['/Photos']), [
    '/Photos is being made here at a place that is excluded from syncing on this computer. It gets a name of its own, and syncs under that, once nothing has changed it for 10 seconds.',
  ])
  t.is(
    describeBeingMade(['/a', '/b', '/c', '/d'])[3],
    'So does 1 more; "dropbox status --json" has them all.',
  )
})
