import { lookUpPath } from '../../runtime/cloud/look-up-path.ts'
import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { visible } from '../terminal/text.ts'
import { connectionOptions } from './connection.ts'
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
export async function isOtherRoot(
  { root, wishes, connecting, signal }: Situation,
  credentials: Credentials,
): Promise<boolean> {
  if (differs(root.path, root.fixed ?? '')) return true
  if (!wishes.takeOver || root.path === '') return false
  const there = await lookUpPath({ ...connectionOptions(connecting), credentials }, root.path, signal)
  return there?.kind !== 'folder' || there.id !== root.id
}

/**
 * Lets a person decide about a folder of Dropbox that is another one than before: what is on the computer is then united with what is there. Throws
 * LinkError 'other-root' when nobody says that it is to be so.
 */
export async function agreeToOtherRoot(
  { terminal, wishes, asking, root }: Situation,
  before: string,
): Promise<void> {
  if (wishes.takeOver) return
  const [was, is] = [nameOf(before), nameOf(root.path)]
  const message = `This computer was synced with ${was}. Sync what is here with ${is} from now on?`
  if (asking && (await terminal.askYesNo({ message, initial: false }))) return
  throw new LinkError(
    'other-root',
    `This computer was synced with ${was}, and would now be with ${is}, so nothing was changed. Set the first one again, or sync what is here with the other one ("--take-over").`,
  )
}

function nameOf(root: string): string {
  return root === '' ? 'the whole Dropbox' : `the folder ${visible(root)} of Dropbox`
}
