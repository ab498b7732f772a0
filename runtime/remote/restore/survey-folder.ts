import type { Listed } from '../../cloud/list-folder.ts'
import type { RemoteAccess } from '../../cloud/remote-access.ts'
import { each } from '../../cloud/upload/each.ts'
import { isMark } from '../../core/cloud-mark.ts'
import { isBelow, isWithin, keyOf, type PathKey, parentOf } from '../../core/path.ts'
import { type Restorable, surveyFile } from './survey-file.ts'

type Access = Pick<RemoteAccess, 'list' | 'revisions'>

/** What restoring a folder would do; every list is in order. */
export interface Survey {
  readonly restorable: readonly Restorable[]
  /** Files that are as they were. */
  readonly same: number
  /** Files that are there and of which Dropbox has no revision from then: they stay as they are. */
  readonly later: readonly string[]
  /** Folders that were deleted, of which Dropbox does not tell what was in them. */
  readonly unknown: readonly string[]
}

const asksAtOnce = 8

/**
 * Finds out what of a folder (`''`: all of Dropbox), which may be deleted itself, was another content, or not deleted, at `moment` (ms since 1970);
 * undefined: what was deleted, ever. `undefined` when Dropbox knows nothing there. Throws CloudError. `progress` is told how many of how many
 * files have been looked at.
 */
export async function surveyFolder(
  access: Access,
  path: string,
  moment: number | undefined,
  progress: (done: number, of: number) => void,
): Promise<Survey | undefined> {
  const listed = await everythingIn(access, path)
  if (listed === undefined) return undefined
  for (const at of listed.keys()) if (isMark(at)) listed.delete(at)
  const restorable: Restorable[] = []
  const later: string[] = []
  const unknown: string[] = []
  let same = 0
  let done = 0
  const waiting: Listed[] = []
  for (const entry of listed.values()) {
    if (entry.kind === 'folder') continue
    const isOld = entry.kind === 'file' && (moment === undefined || entry.at <= moment)
    if (isOld) same++
    else waiting.push(entry)
  }
  const known = new Set(listed.keys())

  // Grows while it is worked through: what lay in a deleted folder may have to be asked for.
  for (let from = 0; from < waiting.length; ) {
    const part = waiting.slice(from)
    from = waiting.length
    await each(part, asksAtOnce, async ({ path: place, kind }) => {
      const state = await surveyFile(access, place, moment)
      progress(++done, waiting.length)
      if (state === 'folder') {
        if (kind === 'deleted') await openDeleted(place)
      } else if (state.kind === 'restore') restorable.push(state.restorable)
      else if (state.kind === 'same') same++
      else if (state.kind === 'later') later.push(place)
    })
  }
  return {
    restorable: restorable.sort((one, other) => (one.path < other.path ? -1 : 1)),
    same,
    later: later.sort(),
    unknown: unknown.sort(),
  }

  /** Some listings tell what lay in deleted folders, and some only that they were there. */
  async function openDeleted(folder: string): Promise<void> {
    const key = keyOf(folder)
    for (const each of known) if (isBelow(each, key)) return
    const inside = await access.list(folder, { recursive: true, deleted: true })
    if (typeof inside === 'string') unknown.push(folder)
    else
      for (const [at, entry] of inside) {
        if (known.has(at)) continue
        known.add(at)
        if (entry.kind === 'deleted') waiting.push(entry)
      }
  }
}

/** All that is or was below a path, by key, itself too where it is a file or was deleted; undefined when Dropbox knows nothing there. */
async function everythingIn(access: Access, path: string): Promise<Map<PathKey, Listed> | undefined> {
  const choice = { recursive: true, deleted: true }
  const direct = await access.list(path, choice)
  if (typeof direct !== 'string') return new Map(direct)
  // A deleted folder is told of where the nearest folder above it is listed.
  for (let above = parentOf(path); ; above = parentOf(above)) {
    const around = await access.list(above, choice)
    if (typeof around === 'string' && above !== '') continue
    if (typeof around === 'string') return undefined
    const within = [...around].filter(([key]) => isWithin(key, keyOf(path)))
    return within.length === 0 ? undefined : new Map(within)
  }
}
