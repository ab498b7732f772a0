import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Control } from '../../../runtime/agent/control.ts'
import { sameContent } from '../../../runtime/core/agreement.ts'
import { isIgnoredEverywhere } from '../../../runtime/core/names.ts'
import {
  type DisplayPath,
  isWithin,
  joinPath,
  keyOf,
  type PathKey,
  parentOf,
} from '../../../runtime/core/path.ts'
import type { Triple } from '../../../runtime/core/tree.ts'
import { asDiskError } from '../../../runtime/local/node/disk-error.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { isExpected } from '../../../runtime/local/version.ts'

/** A file that stays on the computer though its place is excluded. */
export interface KeptFile {
  /** Its place in Dropbox, as it is spelled on the computer. */
  readonly path: DisplayPath
  /** Where it is, absolute. */
  readonly file: string
}

/**
 * What excluding a place leaves on the computer, in order: whatever is not, as it is on the disk now, what was synced last. What cannot
 * be read stays too. `folder`: the Dropbox folder, absolute.
 */
export async function keptFiles(
  { trees }: Pick<Control, 'trees'>,
  folder: string,
  place: DisplayPath,
): Promise<KeptFile[]> {
  const files = nodeFiles()
  const kept: KeptFile[] = []
  const folders = new Map<PathKey, DisplayPath>()

  const look = async (path: DisplayPath, triple: Triple | undefined): Promise<void> => {
    const file = folder + path
    const stats = await unlessUnreadable(files.lstat(file))
    if (stats === undefined || stats === 'missing') return
    if (stats === 'unreadable') return void kept.push({ path, file })
    if (stats.kind === 'folder') return void folders.set(keyOf(path), path)
    const { local, synced } = triple ?? {}
    const isSynced =
      local?.kind === 'file' &&
      synced !== undefined &&
      sameContent(local, synced) &&
      isExpected(stats, local, true)
    if (!isSynced) kept.push({ path, file })
  }

  if (place === '') folders.set('', '')
  else {
    const { parts } = await trees([parentOf(keyOf(place))])
    const [, triple] = parts[0]?.entries.find(([path]) => path === keyOf(place)) ?? []
    await look(place, triple)
  }
  while (folders.size > 0) {
    for (const part of (await trees([...folders.keys()].slice(0, 500))).parts) {
      const path = folders.get(part.folder)
      folders.delete(part.folder)
      if (path === undefined) continue
      const entries = new Map(part.entries)
      const names = await unlessUnreadable(readdir(folder + path))
      if (names === 'unreadable') kept.push({ path, file: join(folder, path) })
      for (const name of typeof names === 'string' ? [] : names) {
        const inner = joinPath(path, name)
        if (!isIgnoredEverywhere(name)) await look(inner, entries.get(keyOf(inner)))
      }
    }
  }
  return kept
    .filter(({ path }) => isWithin(keyOf(path), keyOf(place)))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
}

/** What a look at the disk gives, or why it gives nothing. */
async function unlessUnreadable<Value>(look: Promise<Value>): Promise<Value | 'missing' | 'unreadable'> {
  try {
    return await look
  } catch (thrown) {
    const error = asDiskError(thrown, '')
    if (error.errno === undefined) throw thrown
    return error.code === 'missing' || error.code === 'not-a-folder' ? 'missing' : 'unreadable'
  }
}
