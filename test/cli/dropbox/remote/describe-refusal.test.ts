import test from 'ava'
import { describeRefusal } from '../../../../cli/dropbox/remote/describe-refusal.ts'
import type { SharedLinkRefusal } from '../../../../runtime/cloud/links/link-refusal.ts'
import type { Refusal } from '../../../../runtime/ports/cloud.ts'
import { describeSharedLinkRefusal } from '../../../../runtime/remote/describe-shared-link-refusal.ts'

const detail = 'some\x1bthing'

const refusals = [
  ...(['conflict', 'missing', 'changed-while-read', 'no-space', 'too-large', 'too-many-files'] as const).map(
    (reason): Refusal => ({ reason }),
  ),
  ...(['unreadable', 'interrupted', 'name-refused', 'no-permission', 'unsupported'] as const).map(
    (reason): Refusal => ({ reason, detail }),
  ),
]

const linkRefusals: readonly SharedLinkRefusal[] = [
  ...(['missing', 'not-allowed', 'bad-settings', 'email-not-verified', 'access-denied'] as const).map(
    (reason) => ({ reason }),
  ),
  { reason: 'other', detail },
]

test('every refusal is a sentence of its own, which a terminal can show', (t) => {
  const said = [
    ...refusals.map((refusal) => describeRefusal(refusal, '/a.txt')),
    ...linkRefusals.map((refusal) => describeSharedLinkRefusal(refusal, '/a.txt')),
    describeSharedLinkRefusal({ reason: 'missing' }, 'https://www.dropbox.com/scl/fi/x'),
  ]
  t.is(new Set(said).size, refusals.length + linkRefusals.length + 1)
  for (const sentence of said) t.regex(sentence, /^["A-Z][\x20-\x7e]+\.$/)
})
