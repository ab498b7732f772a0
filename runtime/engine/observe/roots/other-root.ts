import type { PathKey } from '../../../core/path.ts'
import { identityOf, isSameFolder } from '../../../core/safety/other-folder.ts'
import { readMarker } from '../../../local/roots/marker.ts'
import { DiskError, type Files, isDiskError } from '../../../ports/files.ts'
import type { KnownRoot } from '../../../ports/store.ts'

/**
 * Whether a folder that is to become the root `path` is another known root at a second path: mounted there once more, or moved there while its own
 * link still leads to where it was. A copy beside the root itself is none, though the marker was copied, too. Throws DiskError when its marker cannot
 * be read.
 */
export async function isOtherRoot(
  files: Files,
  known: Iterable<KnownRoot>,
  path: PathKey,
  target: string,
): Promise<boolean> {
  const marker = await readMarker(files, target)
  if (marker === undefined) return false
  for (const root of known) {
    // What the link of another root leads to no more, another link may lead to.
    if (root.path === path || root.target === target || root.identity !== marker.identity) continue
    if (!(await standsBeside(files, root, target))) return true
  }
  return false
}

/** What is said where another known root may not be begun anew under a second name. */
export function otherRootError(folder: string): DiskError {
  const message = `${folder} holds the marker of another folder that syncs. Bring that one back, or remove its link.`
  return new DiskError('exists', folder, { message })
}

/** Whether a root is in its place, and is not the folder `target`. */
async function standsBeside(files: Files, root: KnownRoot, target: string): Promise<boolean> {
  try {
    const [own, other] = [await files.lstat(root.target), await files.lstat(target)]
    if (own?.kind !== 'folder' || other === undefined) return false
    if (isSameFolder(identityOf(own), identityOf(other))) return false
    return (await readMarker(files, root.target))?.identity === root.identity
  } catch (error) {
    if (isDiskError(error)) return false
    throw error
  }
}
