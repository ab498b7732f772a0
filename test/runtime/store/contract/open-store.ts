import type { ExecutionContext } from 'ava'
import { type Store, StoreError } from '../../../../runtime/ports/store.ts'

/** Gives an empty store, which lasts as long as the test. */
export type OpenStore = (t: ExecutionContext) => Promise<Store>

/** The selection in which everything is wanted. */
export const everything = [{ path: '', display: '', include: true }]

/** What a store throws when it is asked for what cannot be. */
export const misuse = { instanceOf: StoreError, code: 'misuse' }

export function paths(pairs: Iterable<readonly [path: string, unknown]>): string[] {
  return [...pairs].map(([path]) => path)
}
