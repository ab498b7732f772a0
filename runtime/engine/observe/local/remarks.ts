import { isWithin, type PathKey } from '../../../core/path.ts'
import { createRegion, type Region } from '../../../core/plan/region.ts'
import type { Problem, RepositoryWarning } from '../../status.ts'

/** What a scan found in one folder beside its entries. */
export interface FolderRemarks {
  readonly blocked: readonly PathKey[]
  readonly problems: readonly Problem[]
  readonly repositories: readonly RepositoryWarning[]
}

/** What the last looks found beside the entries, by folder. */
export interface Remarks {
  /** Takes the place of what was remarked in a folder before. */
  note(folder: PathKey, found: FolderRemarks): void
  /** Forgets what was remarked in a folder and below it. */
  forget(folder: PathKey): void
  /** Forgets what was remarked in these folders. */
  forgetWhere(isMeant: (folder: PathKey) => boolean): void
  /** Whether anything was remarked in a folder or below it. */
  any(folder: PathKey): boolean
  /** Paths where something stands on the box that cannot be read or synced now. */
  blocked(): Region
  problems(): readonly Problem[]
  repositories(): readonly RepositoryWarning[]
}

/** Remarks of which there are none yet. */
export function createRemarks(): Remarks {
  const remarks = new Map<PathKey, FolderRemarks>()
  let region: Region | undefined

  const forgetWhere = (isMeant: (folder: PathKey) => boolean): void => {
    for (const path of remarks.keys()) if (isMeant(path)) remarks.delete(path)
    region = undefined
  }

  return {
    note(folder, { blocked, problems, repositories }) {
      if (blocked.length + problems.length + repositories.length > 0)
        remarks.set(folder, { blocked, problems, repositories })
      else if (!remarks.delete(folder)) return
      region = undefined
    },
    forget: (folder) => forgetWhere((path) => isWithin(path, folder)),
    forgetWhere,
    any: (folder) => [...remarks.keys()].some((path) => isWithin(path, folder)),
    blocked() {
      if (region === undefined) {
        region = createRegion()
        for (const { blocked } of remarks.values()) for (const path of blocked) region.add(path)
      }
      return region
    },
    problems: () => [...remarks.values()].flatMap(({ problems }) => problems),
    repositories: () => [...remarks.values()].flatMap(({ repositories }) => repositories),
  }
}
