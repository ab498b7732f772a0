import type { Store } from '../../ports/store.ts'

/** A short list that is kept in the store as one of its small values, and read as JSON only when it has changed there. */
export interface StoredList<Item> {
  /** What the store holds: of it and not of this life alone, since where a whole home is shared another agent may have been at work meanwhile. */
  current(): readonly Item[]
  /**
   * What was current when that was asked last, without a look at the store. An agent that takes over reads the delta to its end before it plans,
   * and asks for what is current then.
   */
  known(): readonly Item[]
  put(items: readonly Item[]): void
}

/** The list by this name; empty where the store has none. */
export function storedList<Item>(store: Pick<Store, 'value' | 'setValue'>, name: string): StoredList<Item> {
  let text: string | undefined
  let items: readonly Item[] = []
  const current = (): readonly Item[] => {
    const now = store.value(name)
    if (now !== text) {
      items = JSON.parse(now ?? '[]')
      text = now
    }
    return items
  }
  current()
  return {
    current,
    known: () => items,
    put(next) {
      store.setValue(name, next.length === 0 ? undefined : JSON.stringify(next))
      current()
    },
  }
}
