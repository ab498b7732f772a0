import { existsSync } from 'node:fs'
import { rememberAccount } from '../../runtime/agent/account.ts'
import { takeLock } from '../../runtime/agent/process/lock.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { SelectionRule } from '../../runtime/core/selection.ts'
import { expectedRemoteRoot, expectRemoteRoot } from '../../runtime/engine/remote-root.ts'
import type { Account } from '../../runtime/ports/cloud.ts'
import type { Store } from '../../runtime/ports/store.ts'
import { openStore } from '../../runtime/store/store.ts'

/** What the agent's index knows of the account it belongs to, and of what a person chose. */
export type Known = {
  readonly accountId: string | undefined
  /** The folder of Dropbox that it is of, '' for all of it. */
  readonly root: string | undefined
  readonly selection: readonly SelectionRule[]
}

/**
 * Reads the agent's index; a box without one knows nothing. No agent may run.
 * Throws AgentError 'already-running' or 'locked', BoxError, StoreError.
 */
export async function readIndex(paths: BoxPaths): Promise<Known> {
  if (!existsSync(paths.indexFile)) return { accountId: undefined, root: undefined, selection: [] }
  const lock = await takeLock(paths, 'command')
  try {
    return withIndex(paths.indexFile, (store) => ({
      accountId: store.value('account'),
      root: expectedRemoteRoot(store),
      selection: store.selection(),
    }))
  } finally {
    await lock.release()
  }
}

/** Whether an index has nothing in it that would be missed: no account ever used it. Only under the agent's lock. */
export function isUnused(indexFile: string): boolean {
  return withIndex(indexFile, (store) => store.value('account') === undefined && store.roots().length === 0)
}

/** Sets the account, the folder of Dropbox and the choice, in one step. Only under the agent's lock, or in an index that no agent knows of. */
export function setLink(
  store: Store,
  { account, root, selection }: { account: Account; root: string; selection: readonly SelectionRule[] },
): void {
  store.transaction(() => {
    store.setValue('account', account.id)
    rememberAccount(store, account)
    expectRemoteRoot(store, root)
    store.setSelection(selection)
  })
}

/** Opens an index for some work. Only under the agent's lock. */
export function withIndex<Value>(indexFile: string, work: (store: Store) => Value): Value {
  const store = openStore(indexFile)
  try {
    return work(store)
  } finally {
    store.close()
  }
}
