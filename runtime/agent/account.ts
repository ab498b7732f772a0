import { ownerOf } from '../local/roots/owner.ts'
import type { Account, Cloud } from '../ports/cloud.ts'
import { type Files, isDiskError } from '../ports/files.ts'
import type { Store } from '../ports/store.ts'

const place = 'account-shown'

/** Whose Dropbox was synced last, for people. */
export type ShownAccount = Pick<Account, 'name' | 'email'>

/** A cloud that leaves in the store whose Dropbox it is, so that it can be shown while no agent runs. */
export function rememberingAccount<Kind extends Cloud>(cloud: Kind, store: Store): Kind {
  return {
    ...cloud,
    async account(signal?: AbortSignal) {
      const account = await cloud.account(signal)
      rememberAccount(store, account)
      return account
    },
  }
}

/** Leaves in the store whose Dropbox it is. */
export function rememberAccount(store: Store, { name, email }: ShownAccount): void {
  store.setValue(place, JSON.stringify({ name, email } satisfies ShownAccount))
}

/** The account that was seen last, or undefined before the first. */
export function shownAccount(store: Store): ShownAccount | undefined {
  const text = store.value(place)
  return text === undefined ? undefined : (JSON.parse(text) as ShownAccount)
}

/**
 * Lets an index that knows no account yet expect the one whose files are in the Dropbox folder, so that the engine halts before it takes them up with
 * another. A folder that cannot be read halts the engine by itself.
 */
export async function expectOwner(store: Store, files: Files, folder: string): Promise<void> {
  if (store.value('account') !== undefined) return
  try {
    const owner = await ownerOf(files, folder)
    if (owner !== undefined) store.setValue('account', owner)
  } catch (error) {
    if (!isDiskError(error)) throw error
  }
}
