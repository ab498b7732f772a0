import type { BoxPaths } from '../../box/paths.ts'
import type { Store } from '../../ports/store.ts'
import { openStore, type StoreOptions } from '../../store/store.ts'
import { type Choice, keepChoice, readChoice } from './choice.ts'
import { tellReplaced } from './replaced.ts'

/**
 * Opens the agent's index and keeps a copy of the choice in it beside it, from which an index that knows nothing at all gets its choice again:
 * the one before was lost, or put aside by an agent that was killed then. Throws StoreError as `openStore` does.
 */
export function openKept(paths: BoxPaths, options: Omit<StoreOptions, 'chosen'> = {}): Store {
  const store: Store = openStore(paths.indexFile, {
    ...options,
    chosen: () => keepChoice(paths.choiceFile, choiceIn(store)),
  })
  try {
    if (!isBlank(store)) keepChoice(paths.choiceFile, choiceIn(store))
    else {
      const kept = readChoice(paths.choiceFile)
      if (kept !== undefined)
        store.transaction(() => {
          choose(store, kept)
          tellReplaced(store, { at: Date.now(), why: 'missing', choice: 'kept' })
        })
    }
    return store
  } catch (error) {
    store.close()
    throw error
  }
}

/** What an index knows of a person's choice. */
export function choiceIn(store: Pick<Store, 'value' | 'selection'>): Choice {
  return { account: store.value('account'), selection: store.selection() }
}

/** Puts a choice into an index. To be called in a transaction. */
export function choose(store: Store, { account, selection }: Choice): void {
  store.setValue('account', account)
  store.setSelection(selection)
}

function isBlank(store: Store): boolean {
  const { account, selection } = choiceIn(store)
  return (
    account === undefined &&
    selection.length === 0 &&
    store.roots().length === 0 &&
    store.cursor() === undefined
  )
}
