import { isWithin, joinPath, type PathKey } from './path.ts'

/** The folder of Dropbox in which each box leaves its mark. It is no part of what syncs, on either side, and is never shown. */
export const marksFolder: PathKey = '/.box-parts'

/** Whether a path in Dropbox belongs to the marks of boxes. */
export function isMark(path: PathKey): boolean {
  return isWithin(path, marksFolder)
}

/** Where the box with this identity leaves its mark. */
export function markPath(identity: string): PathKey {
  return joinPath(marksFolder, `${identity}.json`)
}
