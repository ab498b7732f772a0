import { connectionOptions } from '../../runtime/agent/connection-options.ts'
import { rootName } from '../../runtime/box/remote-root/fixed-root.ts'
import { lookUpPath } from '../../runtime/cloud/look-up-path.ts'
import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { describeRemoteRoot } from '../../runtime/engine/describe/halt.ts'
import type { Account } from '../../runtime/ports/cloud.ts'
import { visible } from '../terminal/text.ts'
import { withCloud } from './connection.ts'
import { LinkError } from './errors.ts'
import type { Situation } from './situation.ts'

/** Whether a folder of Dropbox is another one than before; one that nobody knows is none. */
export function differs(path: string, before: string | undefined): boolean {
  return before !== undefined && keyOf(path) !== keyOf(before)
}

/**
 * Whether a computer that is linked is to sync with another folder of Dropbox: one of another name, or, where a person says so with --take-over, one in place of
 * that which is not in Dropbox any more. Throws CloudError.
 */
export async function isOtherRoot(situation: Situation, credentials: Credentials): Promise<boolean> {
  const { root, wishes, connecting, signal } = situation
  const before = root.fixed ?? ''
  if (differs(rootName(root), before)) return true
  if (!wishes.takeOver) return false
  const account = await withCloud(connecting, credentials, (cloud) => cloud.account(signal))
  if (namespaceFor(situation, account, before) !== root.namespace) return true
  if (root.path === '') return false
  const options = { ...connectionOptions(connecting), credentials, pathRoot: root.namespace }
  const there = await lookUpPath(options, root.path, signal)
  return there?.kind !== 'folder' || there.id !== root.id
}

/**
 * The team space to sync, where the account has one and the settings say so. A computer that was synced before stays with what it was synced with: its files are not
 * for a whole team to see because of a default. Only where that team space is not the account's any more, and a person says --take-over, it is chosen anew.
 */
export function namespaceFor(
  { root, wishes, configuration }: Situation,
  { teamSpace }: Account,
  before: string | undefined,
): string | undefined {
  const isGone = root.namespace !== undefined && root.namespace !== teamSpace
  if (before !== undefined && !(wishes.takeOver && isGone)) return root.namespace
  return configuration.pathRoot === 'team' ? teamSpace : undefined
}

/**
 * Lets a person decide about a folder of Dropbox that is another one than before: what is on the computer is then united with what is there. Throws
 * LinkError 'other-root' when nobody says that it is to be so.
 */
export async function agreeToOtherRoot(
  { terminal, wishes, asking }: Situation,
  now: string,
  before: string,
): Promise<void> {
  if (wishes.takeOver) return
  const [was, is] = [visible(describeRemoteRoot(before)), visible(describeRemoteRoot(now))]
  const message = `This computer was synced with ${was}. Sync what is here with ${is} from now on?`
  if (asking && (await terminal.askYesNo({ message, initial: false }))) return
  throw new LinkError(
    'other-root',
    `This computer was synced with ${was}, and would now be with ${is}, so nothing was changed. Set the first one again, or sync what is here with the other one ("--take-over").`,
  )
}
