import type { RootOnBox } from '../box/remote-root/root-on-box.ts'
import type { RemoteRoot } from '../cloud/remote-root/remote-root.ts'
import { expectedRemoteRoot, expectRemoteRoot } from '../engine/remote-root.ts'
import type { Store } from '../ports/store.ts'

/** Lets an index that knows no root yet expect the one that was fixed when the box was linked, so that the engine halts before it lists another. */
export function expectFixedRoot(store: Store, { fixed }: RootOnBox): void {
  if (fixed !== undefined && expectedRemoteRoot(store) === undefined) expectRemoteRoot(store, fixed)
}

/** The root as the cloud takes it; undefined for the whole Dropbox. `established`: see `RemoteRoot`. */
export function remoteRootOf(
  { path, id }: Pick<RootOnBox, 'path' | 'id'>,
  established?: (id: string) => Promise<void>,
): RemoteRoot | undefined {
  return path === '' ? undefined : { path, id, established }
}
