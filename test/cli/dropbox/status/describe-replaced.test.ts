import test from 'ava'
import { describeReplaced } from '../../../../cli/dropbox/status/describe-replaced.ts'

test('a new index is told with what became of the choice', (t) => {
  t.is(
    describeReplaced({ at: 0, why: 'damaged', choice: 'kept' }),
    'The index was damaged, so a new one was begun. Nothing was deleted, and what you chose to sync is as it was.',
  )
  t.regex(
    describeReplaced({ at: 0, why: 'damaged', choice: 'lost' }),
    /lost with it\. Choose again: "dropbox exclude remove PATH"/,
  )
})
