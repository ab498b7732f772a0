import { namespaceById } from '../../accounts/home.ts'
import { usedBytes } from '../../namespace/space.ts'
import { tag } from '../../protocol/failures.ts'
import { rpc } from '../../protocol/route.ts'

export const getSpaceUsage = rpc(
  'users/get_space_usage',
  'account_info.read',
  null,
  ({ dropbox, account }) => {
    const space = namespaceById(dropbox.database, account.homeNamespace)?.space ?? 0
    const used = usedBytes(dropbox.database, space)
    if (account.team === null) return { used, allocation: { '.tag': 'individual', allocated: account.quota } }
    return {
      used,
      allocation: {
        '.tag': 'team',
        used,
        allocated: account.quota,
        user_within_team_space_allocated: 0,
        user_within_team_space_limit_type: tag('off'),
        user_within_team_space_used_cached: used,
      },
    }
  },
)
