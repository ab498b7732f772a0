import { sameContent } from '../core/agreement.ts'
import { depthOf, type PathKey } from '../core/path.ts'
import type { LocalEntry, Triple } from '../core/tree.ts'
import type { Store } from '../ports/store.ts'
import { putFoldersSynced, putSynced } from './apply/put.ts'

/**
 * What the Local tree held when the agent began, was still to go up, and is not on the box any more. The agent before this one may have sent it, and been killed
 * before it could record that: then both sides had it, and what a person has done to it since is a change of that, and no conflict.
 */
export interface FormerEntries {
  /** To be told before the Local tree holds something else at a path than it did, or nothing. */
  leaves(path: PathKey): void
  /**
   * Writes down what Dropbox turns out to have of it, to be called once Dropbox has told all that is new: what happens from then on, this agent records.
   * Gives how many entries both sides had.
   */
  agree(): number
}

export function createFormerEntries(store: Store): FormerEntries {
  let former: Map<PathKey, LocalEntry> | undefined = new Map()

  const note = (path: PathKey, { local, synced }: Triple): void => {
    if (local === undefined || !store.wanted(path)) return
    if (synced === undefined || !sameContent(local, synced)) former?.set(path, local)
    if (local.kind === 'folder') for (const [child, triple] of store.children(path)) note(child, triple)
  }
  return {
    leaves(path) {
      if (former !== undefined) note(path, store.get(path))
    },
    agree() {
      const entries = [...(former ?? [])].sort(([one], [other]) => depthOf(one) - depthOf(other))
      former = undefined
      return entries.filter(([path, local]) => {
        const { remote, synced } = store.get(path)
        if (remote === undefined || !sameContent(remote, local)) return false
        if (synced !== undefined && sameContent(remote, synced)) return false
        putFoldersSynced(store, path)
        return putSynced(store, path, remote, local)
      }).length
    },
  }
}
