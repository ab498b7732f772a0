import type { Control, RemoteItem } from '../../../runtime/agent/control.ts'
import { type DisplayPath, keyOf, parentOf } from '../../../runtime/core/path.ts'

/** What the last listing knows to be at a place in Dropbox, however it is spelled; undefined for nothing, and for the top. */
export async function remoteItemAt(
  control: Pick<Control, 'remote'>,
  place: DisplayPath,
): Promise<RemoteItem | undefined> {
  const items = await control.remote(parentOf(place))
  return items.find(({ path }) => keyOf(path) === keyOf(place))
}
