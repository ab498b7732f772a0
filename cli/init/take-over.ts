import { ownerOf } from '../../runtime/local/roots/owner.ts'
import type { Account } from '../../runtime/ports/cloud.ts'
import { visible } from '../terminal/text.ts'
import { LinkError } from './errors.ts'
import type { Situation } from './situation.ts'

/**
 * Lets a person decide where the Dropbox folder holds what another account left there: its files and linked folders would sync with this one.
 * Throws LinkError 'other-account' when nobody says that they are to.
 */
export async function agreeToTakeOver(
  { terminal, files, wishes, asking }: Situation,
  folder: string,
  { id, name, email }: Account,
): Promise<void> {
  const owner = await ownerOf(files, folder)
  if (owner === undefined || owner === id || wishes.takeOver) return
  const place = visible(folder)
  const account = `${visible(name)} (${visible(email)})`
  const message = `${place} was synced with another Dropbox account. Sync what is there, and the folders linked there, with ${account}?`
  if (asking && (await terminal.askYesNo({ message, initial: false }))) return
  throw new LinkError(
    'other-account',
    `${place} was synced with another Dropbox account than ${account}, so nothing was linked. Move away what is there, name another folder ("--folder PATH"), or sync it with this account ("--take-over").`,
  )
}
