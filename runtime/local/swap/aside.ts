import type { LocalFile } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { cacheFolderOf, inFolderOfOurs } from '../roots/cache-folder.ts'
import { syncFolder } from '../small-file.ts'
import { isExpected } from '../version.ts'
import type { FolderFlush } from './flush.ts'
import { giveCopyName, giveName } from './give-name.ts'
import { type Intent, removeIntent, writeIntent } from './intent.ts'
import type { Parent } from './parent.ts'

/** A file that was taken from its place in one step, whatever it was at that moment, and is looked at only now. */
export interface Aside {
  readonly stats: FileStats
  /** Puts the file back under its name, or if that is taken by now, beside it: then the name that it got. */
  putBack(): Promise<string | undefined>
  /** Moves the file to a name that is free; false when it is taken. */
  giveName(to: string): Promise<boolean>
  /** Moves the file to `place`, where nothing is. */
  keep(place: string): Promise<void>
}

interface Taking {
  /** Where the file is. */
  readonly parent: Parent
  readonly expected: LocalFile
  /** Where a move takes it, from the root. */
  readonly to?: string
  readonly flush: FolderFlush
}

/** Files that operations of this process have in their hand, by their path aside. */
const inHand = new WeakMap<Files, Set<string>>()

/**
 * Takes the responsibility for a path aside, so that no operation chooses it and no recovery looks at it, until what is returned is called.
 * undefined when somebody in this process has it.
 */
export function takeInHand(files: Files, path: string): (() => void) | undefined {
  const held = inHand.get(files) ?? new Set()
  inHand.set(files, held)
  if (held.has(path)) return undefined
  held.add(path)
  return () => held.delete(path)
}

/**
 * Takes what is at a place aside and lets `use` look at it and say where it goes; undefined when nothing was there.
 * Linking the old file away and renaming a new one over it would need fewer steps, but loses what an editor renames there in between.
 * When `use` fails the file is put back; when even that fails, or the process is killed, the intent beside it makes `recoverAside` do so.
 */
export async function withAside<Value>(
  files: Files,
  { root, copyName }: { readonly root: string; readonly copyName: (attempt: number) => string },
  taking: Taking,
  use: (aside: Aside) => Promise<Value>,
): Promise<Value | undefined> {
  const { parent, flush } = taking
  const folder = cacheFolderOf(root).aside
  const { path, release } = await inFolderOfOurs(files, folder, () =>
    announce(files, folder, intentOf(taking)),
  )
  let away = true
  const arrived = (): void => {
    away = false
  }
  const putBack = async (): Promise<string | undefined> => {
    flush.add(parent.path)
    if (await giveName(files, path, parent.at(parent.name), arrived)) return undefined
    return giveCopyName(files, path, parent.at, copyName, arrived)
  }
  try {
    if (!(await take(files, parent, path))) return undefined
    let value: Value
    try {
      const stats = await files.lstat(path)
      if (stats === undefined) throw new DiskError('missing', path)
      value = await use({
        stats,
        putBack,
        giveName: (to) => giveName(files, path, to, arrived),
        async keep(place) {
          await files.rename(path, place)
          arrived()
        },
      })
    } catch (error) {
      if (away) await undo(files, path, taking, putBack, error)
      // A name aside that could not be taken away needs its intent, to be recognised as what it is.
      else if ((await files.lstat(path)) === undefined) await removeIntent(files, path)
      throw error
    }
    await removeSpentIntent(files, path)
    return value
  } finally {
    release()
  }
}

/** Removes the intent of what is done. One that cannot be removed is left to `recoverAside`: what was done counts all the same, and is to be recorded. */
async function removeSpentIntent(files: Files, path: string): Promise<void> {
  try {
    await removeIntent(files, path)
  } catch (error) {
    if (!isDiskError(error)) throw error
  }
}

/**
 * Leaves the intent of an operation that takes nothing aside: when the process is killed before what is returned is called, `recoverAside`
 * finds it. Throws DiskError before anything has changed.
 */
export async function announceFolder(
  files: Files,
  root: string,
  { from, to, inode }: Required<Pick<Intent, 'from' | 'to' | 'inode'>>,
): Promise<() => Promise<void>> {
  const folder = cacheFolderOf(root).aside
  const intent = { folder: true, size: 0, modified: 0, inode, from, to } as const
  const { path, release } = await inFolderOfOurs(files, folder, () => announce(files, folder, intent))
  try {
    // What follows happens in other folders, which a file system may keep through a power cut without this one.
    await syncFolder(files, folder)
  } catch (error) {
    release()
    throw error
  }
  return async () => {
    try {
      await removeIntent(files, path)
    } finally {
      release()
    }
  }
}

function intentOf({ parent, expected, to }: Taking): Intent {
  const { size, modified, inode } = expected
  return { size, modified, inode, from: parent.relative, ...(to === undefined ? {} : { to }) }
}

/** Finds a free number and leaves the intent for it. */
async function announce(
  files: Files,
  folder: string,
  intent: Intent,
): Promise<{ readonly path: string; readonly release: () => void }> {
  for (let number = 1; ; number++) {
    const path = `${folder}/${number}`
    const release = takeInHand(files, path)
    if (release === undefined) continue
    try {
      await writeIntent(files, path, intent)
      if ((await files.lstat(path)) === undefined) return { path, release }
      await removeIntent(files, path)
      release()
    } catch (error) {
      release()
      if (!isDiskError(error, 'exists')) throw error
    }
  }
}

/** False when nothing is there. */
async function take(files: Files, parent: Parent, path: string): Promise<boolean> {
  try {
    await files.rename(parent.at(parent.name), path)
    return true
  } catch (error) {
    await removeIntent(files, path)
    if (isDiskError(error, 'missing')) return false
    throw error
  }
}

/** After a failure: the file goes back. Where its place holds the new content already, it waits aside for `recoverAside` to trash it. */
async function undo(
  files: Files,
  path: string,
  { parent, expected }: Taking,
  putBack: () => Promise<string | undefined>,
  error: unknown,
): Promise<void> {
  try {
    const taken = (await files.lstat(parent.at(parent.name))) !== undefined
    if (taken && isExpected(await files.lstat(path), expected, true)) return
    await putBack()
    await removeIntent(files, path)
  } catch (second) {
    if (!isDiskError(second)) throw second
    throw new DiskError(second.code, second.path, {
      message: `${second.message} (while putting back what was there)`,
      errno: second.errno,
      cause: error,
    })
  }
}
