import type { users } from 'dropbox'
import type { Account } from './account.ts'

/** The FullTeam of a team's member, with the most open policies; undefined for a person without a team. */
export function teamOf(account: Account): users.FullTeam | undefined {
  if (account.team === null) return undefined
  return {
    id: `dbtid:${account.rootNamespace}`,
    name: account.team,
    sharing_policies: {
      shared_folder_member_policy: { '.tag': 'anyone' },
      shared_folder_join_policy: { '.tag': 'from_anyone' },
      shared_link_create_policy: { '.tag': 'default_public' },
      group_creation_policy: { '.tag': 'admins_and_members' },
      shared_folder_link_restriction_policy: { '.tag': 'anyone' },
      enforce_link_password_policy: { '.tag': 'optional' },
      default_link_expiration_days_policy: { '.tag': 'none' },
      shared_link_default_permissions_policy: { '.tag': 'default' },
    },
    office_addin_policy: { '.tag': 'enabled' },
    top_level_content_policy: { '.tag': 'everyone' },
  }
}
