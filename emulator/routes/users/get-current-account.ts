import { rootInfo } from '../../accounts/path-root.ts'
import { teamOf } from '../../accounts/team.ts'
import { tag } from '../../protocol/failures.ts'
import { rpc } from '../../protocol/route.ts'

export const getCurrentAccount = rpc(
  'users/get_current_account',
  'account_info.read',
  null,
  ({ dropbox, account }) => ({
    account_id: account.id,
    name: {
      given_name: account.givenName,
      surname: account.surname,
      familiar_name: account.givenName,
      display_name: account.displayName,
      abbreviated_name: (account.givenName.slice(0, 1) + account.surname.slice(0, 1)).toUpperCase(),
    },
    email: account.email,
    email_verified: true,
    disabled: false,
    country: 'US',
    locale: 'en',
    referral_link: 'https://www.dropbox.com/referrals/emulator?src=app9-44076',
    is_paired: false,
    account_type: tag(account.type),
    team: teamOf(account),
    team_member_id: account.team === null ? undefined : `dbmid:${account.uid}`,
    root_info: rootInfo(dropbox.database, account),
  }),
)
