import * as v from 'valibot'
import { BadRequestError, RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'

/** Accounts per call, at most (dropbox-api-spec, GetAccountBatchArg). */
const mostPerCall = 300

const Accounts = v.array(
  v.looseObject({ account_id: v.string(), name: v.looseObject({ display_name: v.string() }) }),
)

/** What people are called (users/get_account_batch), by account; one that Dropbox does not tell of, or any when it tells of none, is left out. Throws CloudError. */
export async function accountNames(
  connection: Connection,
  accounts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (let from = 0; from < accounts.length; from += mostPerCall) {
    const part = accounts.slice(from, from + mostPerCall)
    try {
      const found = await connection.rpc('users/get_account_batch', Accounts, signal, (sdk) =>
        sdk.usersGetAccountBatch({ account_ids: part }),
      )
      for (const { account_id, name } of found) names.set(account_id, name.display_name)
    } catch (error) {
      // Who made a revision is good to know; it is no reason to keep the revisions back.
      if (!(error instanceof RouteError || error instanceof BadRequestError)) throw error
    }
  }
  return names
}
