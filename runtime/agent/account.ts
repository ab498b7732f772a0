import type { Account, Cloud } from '../ports/cloud.ts'
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
