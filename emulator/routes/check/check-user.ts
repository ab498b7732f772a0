import * as v from 'valibot'
import { rpc } from '../../protocol/route.ts'

/** Gives back what it is given, so that a client can see that its token works. */
export const checkUser = rpc(
  'check/user',
  'account_info.read',
  v.strictObject({
    query: v.optional(
      v.pipe(
        v.string(),
        v.check(
          (text) => text.length <= 500,
          (issue) => `'${issue.input}' must be at most 500 characters, got ${issue.input.length}`,
        ),
      ),
      '',
    ),
  }),
  (_, { query }) => ({ result: query }),
)
