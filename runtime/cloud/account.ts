import * as v from 'valibot'
import type { Account, Space } from '../ports/cloud.ts'
import type { Connection } from './connection/connection.ts'

const FullAccount = v.looseObject({
  account_id: v.string(),
  name: v.looseObject({ display_name: v.string() }),
  email: v.string(),
  root_info: v.optional(v.looseObject({ root_namespace_id: v.string(), home_namespace_id: v.string() })),
})

const bytes = v.pipe(v.number(), v.minValue(0))

const SpaceUsage = v.looseObject({
  used: bytes,
  allocation: v.looseObject({
    '.tag': v.string(),
    allocated: v.optional(bytes),
    used: v.optional(bytes),
    user_within_team_space_allocated: v.optional(bytes, 0),
  }),
})

/** Whose Dropbox this is (users/get_current_account). */
export async function account(connection: Connection, signal: AbortSignal | undefined): Promise<Account> {
  const found = await connection.rpc('users/get_current_account', FullAccount, signal, (sdk) =>
    sdk.usersGetCurrentAccount(),
  )
  const { account_id: id, name, email, root_info: root } = found
  // dropbox.com/developers/reference/path-root-header-modes: where they differ, the root is a team space, and home the member's folder in it.
  const isInTeamSpace = root !== undefined && root.root_namespace_id !== root.home_namespace_id
  return {
    ...{ id, name: name.display_name, email },
    ...(isInTeamSpace ? { teamSpace: root.root_namespace_id } : {}),
  }
}

/**
 * Bytes used and allowed (users/get_space_usage). In a team, its members share the space unless this one has a limit of its own;
 * an allocation of an unknown kind counts as without limit.
 */
export async function space(connection: Connection, signal: AbortSignal | undefined): Promise<Space> {
  const { used, allocation } = await connection.rpc('users/get_space_usage', SpaceUsage, signal, (sdk) =>
    sdk.usersGetSpaceUsage(),
  )
  if (allocation['.tag'] === 'team' && allocation.user_within_team_space_allocated > 0)
    return { used, allocated: allocation.user_within_team_space_allocated }
  return {
    used: allocation['.tag'] === 'team' ? (allocation.used ?? used) : used,
    allocated: allocation.allocated ?? Number.MAX_SAFE_INTEGER,
  }
}
