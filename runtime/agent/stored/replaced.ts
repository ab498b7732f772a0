import type { Store } from '../../ports/store.ts'

/** That the index is not the one that was there before, and what became of the choice of what to sync. */
export interface IndexReplaced {
  /** ms since 1970. */
  readonly at: number
  readonly why: 'damaged' | 'missing'
  readonly choice: 'kept' | 'lost'
}

const place = 'index-replaced'

/** How long it is told that all went well, ms. */
const toldFor = 7 * 24 * 3_600_000

/** Writes down, in the new index, that it is one. To be called in a transaction. */
export function tellReplaced(store: Store, replaced: IndexReplaced): void {
  store.setValue(place, JSON.stringify(replaced))
  store.record({ at: replaced.at, action: 'index-replaced', path: '', detail: undefined })
}

/** What a person should still be told: a week long that the choice was kept, and until the next choice that it was lost. */
export function replacedLately(store: Store, now: number): IndexReplaced | undefined {
  const text = store.value(place)
  if (text === undefined) return undefined
  const replaced = JSON.parse(text) as IndexReplaced
  return replaced.choice === 'lost' || Math.abs(now - replaced.at) < toldFor ? replaced : undefined
}

/** A person has chosen anew. */
export function chosenAnew(store: Store): void {
  store.setValue(place, undefined)
}
