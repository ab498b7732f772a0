import type { Store } from '../ports/store.ts'

const place = 'remote-root'

/** The folder of Dropbox that the trees are of, '' for all of it; undefined before the first listing. */
export function expectedRemoteRoot(store: Pick<Store, 'value' | 'cursor'>): string | undefined {
  // An index that was made before there were roots is one of the whole Dropbox.
  return store.value(place) ?? (store.cursor() === undefined ? undefined : '')
}

/** Says which folder of Dropbox the trees are of from now on. */
export function expectRemoteRoot(store: Pick<Store, 'setValue'>, root: string): void {
  store.setValue(place, root)
}
