import type { PathKey } from '../core/path.ts'
import { createRegion } from '../core/plan/region.ts'
import type { Triple } from '../core/tree.ts'

/** Whether the name of a path, or an ignore rule, keeps it out of the sync. */
export type Ignored = (path: PathKey, isFolder: boolean) => boolean

/**
 * Tells the paths that only Dropbox has because they are ignored on this computer: nothing is to be done for them. To be asked about a folder before
 * what is in it, as `unsettled()` of a store gives them: a rule is asked once for all that is in an ignored folder.
 */
export function createKeptOut(ignored: Ignored): (path: PathKey, triple: Triple) => boolean {
  const folders = createRegion()
  return (path, { remote, local, synced }) => {
    if (local !== undefined || synced !== undefined) return false
    if (folders.covers(path)) return true
    const isFolder = remote?.kind === 'folder'
    if (!ignored(path, isFolder)) return false
    if (isFolder) folders.add(path)
    return true
  }
}
