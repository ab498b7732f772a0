import type { LocalFile } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import type { StagedFile } from '../staging/stage.ts'
import type { KeptFile, Trash } from '../trash/trash.ts'
import { changedTime, isExpected } from '../version.ts'
import { withAside } from './aside.ts'
import { type FolderFlush, flushing } from './flush.ts'
import { giveName } from './give-name.ts'
import { openParent, type Parent, type SharedParent } from './parent.ts'

export interface Placing {
  /** Absolute and resolved. */
  readonly root: string
  /** Where the file is to be, absolute, within the root. */
  readonly target: string
  readonly staged: StagedFile
  /** What is to be replaced, as the plan saw it; undefined: nothing may be there. */
  readonly expected: LocalFile | undefined
  /** The mtime that it gets, ms since 1970. */
  readonly modified: number
  readonly trash: Trash
  /** Names for a conflict copy beside the target, one per attempt from 0 on. */
  readonly copyName: (attempt: number) => string
  /** ms since 1970. */
  readonly now: () => number
  /** Takes the folders that must be flushed before the result is recorded; without it they are flushed here. */
  readonly flush?: FolderFlush
  /** The folder that holds the target where it is open already, for several files; it stays open. */
  readonly folder?: SharedParent
}

/**
 * `placed`: the new content is there, the old one is in the trash (`kept`). `changed`: something else than `expected` is or was there;
 * it is untouched, or, if its name was taken meanwhile, beside it as `copy`. `in-the-way`: nothing was expected and something is there.
 * `no-folder`: the folder is gone, or only a symlink leads to it. In all but `placed` the staged file stays where it is.
 */
export type PlaceResult =
  | { readonly result: 'placed'; readonly entry: LocalFile; readonly kept: KeptFile | undefined }
  | { readonly result: 'changed'; readonly found: FileStats | undefined; readonly copy: string | undefined }
  | { readonly result: 'in-the-way'; readonly found: FileStats | undefined }
  | { readonly result: 'no-folder' }

/**
 * Puts a staged file in its place. At every moment, and after a crash at any moment (see `recoverAside`), the place holds its old or its
 * new content, and no content that somebody else wrote there is replaced, whenever it was written. A file's mode stays over new content;
 * extended attributes do not, and further hard links keep the old content.
 */
export async function placeFile(files: Files, placing: Placing): Promise<PlaceResult> {
  const { root, target, folder } = placing
  if (folder !== undefined && !isIn(folder.path, target)) throw new DiskError('invalid', target)
  await using parent =
    folder?.of(target.slice(folder.path.length + 1)) ?? (await openParent(files, root, target))
  if (parent === undefined) return { result: 'no-folder' }
  return await flushing(files, placing.flush, (flush) =>
    placing.expected === undefined
      ? placeNew(files, placing, parent, flush)
      : replace(files, placing, parent, placing.expected, flush),
  )
}

function isIn(folder: string, target: string): boolean {
  return target.lastIndexOf('/') === folder.length && target.startsWith(folder)
}

async function placeNew(
  files: Files,
  placing: Placing,
  parent: Parent,
  flush: FolderFlush,
): Promise<PlaceResult> {
  const staged = await prepareStaged(files, placing, undefined)
  if (!(await giveStaged(files, placing.staged.path, parent.at(parent.name))))
    return { result: 'in-the-way', found: await files.lstat(parent.at(parent.name)) }
  flush.add(parent.path)
  return { result: 'placed', entry: await entryOf(files, placing, parent, staged), kept: undefined }
}

async function replace(
  files: Files,
  placing: Placing,
  parent: Parent,
  expected: LocalFile,
  flush: FolderFlush,
): Promise<PlaceResult> {
  const found = await files.lstat(parent.at(parent.name))
  if (found === undefined || !isExpected(found, expected))
    return { result: 'changed', found, copy: undefined }
  const staged = await prepareStaged(files, placing, found)
  const { place, folders } = await placing.trash.prepare(parent.relative)

  const gone: PlaceResult = { result: 'changed', found: undefined, copy: undefined }
  const result = await withAside(files, placing, { parent, expected, flush }, async (aside) => {
    const { size, modified, inode } = aside.stats
    if (!isExpected(aside.stats, expected, true))
      return { result: 'changed', found: aside.stats, copy: await aside.putBack() } as const
    const isPlaced = await giveStaged(files, placing.staged.path, parent.at(parent.name))
    // Also when the name was taken meanwhile: then somebody put new content over the old one, as we wanted to.
    await aside.keep(place)
    for (const folder of folders) flush.add(folder)
    flush.add(parent.path)
    if (!isPlaced) return { ...gone, found: await files.lstat(parent.at(parent.name)) }
    const entry = await entryOf(files, placing, parent, staged)
    return {
      result: 'placed',
      entry,
      kept: { path: place, relative: parent.relative, size, modified, inode },
    } as const
  })
  return result ?? gone
}

/**
 * As `giveName`. A staged name that cannot be taken away is left to `cleanStaging`: the file is in its place all the same, and if nobody
 * recorded that, it would count as one that a person made.
 */
async function giveStaged(files: Files, from: string, to: string): Promise<boolean> {
  let isThere = false
  try {
    return await giveName(files, from, to, () => {
      isThere = true
    })
  } catch (error) {
    if (!isThere || !isDiskError(error)) throw error
    return true
  }
}

/** Gives the staged file the time, and of what it replaces the mode and owner; what it looks like then. */
async function prepareStaged(
  files: Files,
  { staged, modified }: Placing,
  over: FileStats | undefined,
): Promise<FileStats> {
  if (over !== undefined) {
    const ours = await files.lstat(staged.path)
    if (ours !== undefined && (ours.owner !== over.owner || ours.group !== over.group))
      await giveAway(files, staged.path, over)
    // Without set-user-id and set-group-id: those were given to the old content.
    await files.chmod(staged.path, over.mode & 0o777)
  } else if (staged.stats !== undefined) return staged.stats
  await files.utimes(staged.path, modified)
  const stats = await files.lstat(staged.path)
  if (stats === undefined) throw new DiskError('missing', staged.path)
  return stats
}

async function giveAway(files: Files, path: string, { owner, group }: FileStats): Promise<void> {
  try {
    await files.chown(path, owner, group)
  } catch (error) {
    // Only root gives files away. As with an editor that saves by renaming, the file is this user's from now on.
    if (!isDiskError(error, 'no-permission', 'unsupported')) throw error
  }
}

/** The entry of what was placed; a write that came right after it shows as a difference at the next scan. */
async function entryOf(
  files: Files,
  { staged, now }: Placing,
  parent: Parent,
  stats: FileStats,
): Promise<LocalFile> {
  const { inode, born, size, modified } = stats
  const file = { kind: 'file', name: parent.name, hash: staged.hash, size, modified, inode, born } as const
  const found = await files.lstat(parent.at(parent.name))
  const untouched = found !== undefined && isExpected(found, { ...file, changed: -1 })
  return { ...file, changed: untouched ? changedTime(found, now(), now()) : -1 }
}
