import { type PathKey, parentOf } from '../../../core/path.ts'

/**
 * Knows the files that transfers put in place and of which the index does not know yet. What a look does not find of them meanwhile, it cannot miss:
 * the Local tree never had it. Without this, the deletion of such a file would be found by the next scan of everything.
 */
export interface Landings {
  /** A file is about to be put in place. */
  begin(path: PathKey): void
  /** A look at a folder has ended; `isThere`: whether it found something at a path. */
  looked(folder: PathKey, isThere: (path: PathKey) => boolean): void
  /** The file is in the index, or was not put in place. Gives whether a look since has not found it, so that another one is due. */
  end(path: PathKey): boolean
}

export function createLandings(): Landings {
  /** By folder: whether a look has not found it. */
  const landing = new Map<PathKey, Map<PathKey, boolean>>()
  return {
    begin(path) {
      const folder = parentOf(path)
      const others = landing.get(folder)
      if (others === undefined) landing.set(folder, new Map([[path, false]]))
      else others.set(path, false)
    },
    looked(folder, isThere) {
      const here = landing.get(folder)
      if (here === undefined) return
      for (const path of here.keys()) if (!isThere(path)) here.set(path, true)
    },
    end(path) {
      const folder = parentOf(path)
      const here = landing.get(folder)
      const isMissed = here?.get(path) === true
      here?.delete(path)
      if (here?.size === 0) landing.delete(folder)
      return isMissed
    },
  }
}
