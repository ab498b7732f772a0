import { nameOf } from '../../core/path.ts'
import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { cacheFolderOf } from '../roots/cache-folder.ts'
import { openTrash, type Trash } from '../trash/trash.ts'
import { takeInHand } from './aside.ts'
import { type FolderFlush, folderFlush } from './flush.ts'
import { giveCopyName, giveName } from './give-name.ts'
import { type Intent, intentSuffix, readIntent, removeIntent } from './intent.ts'
import { giveBack } from './move-by-parts.ts'
import { moveEntry } from './move-entry.ts'
import { openParent } from './parent.ts'

/**
 * What became of a file that a killed operation had in its hand, or of a folder that one had moved in part. `path` is where it was, from the
 * root. `put-back`: it is there again, a folder as far as the disk does it. `moved`: it had got its new name already. `trashed`: its place holds the new content, or its folder is gone. `copied`: its place
 * holds something else and it was not the file that was to be replaced, so it is beside it, as `copy`.
 */
export type Recovered =
  | { readonly path: string; readonly outcome: 'put-back' | 'moved' | 'trashed' }
  | { readonly path: string; readonly outcome: 'copied'; readonly copy: string }

/**
 * Undoes or finishes what operations that were killed have left aside, and resolves when that is flushed. A file that operations of this
 * process have in their hand is left alone. Throws DiskError when a file can neither be put back nor kept: the root must not be scanned
 * then, since the file would look deleted.
 */
export async function recoverAside(
  files: Files,
  root: string,
  options: {
    /** ms since 1970, for the trash. */
    readonly at: number
    readonly copyName: (name: string) => (attempt: number) => string
  },
): Promise<Recovered[]> {
  const { aside } = cacheFolderOf(root)
  const names = await namesIn(files, aside)
  if (names.length === 0) return []
  const flush = folderFlush(files)
  const recovery = {
    files,
    root,
    copyName: options.copyName,
    trash: openTrash(files, root, options.at, 'recovered'),
    flush,
  }
  const recovered: Recovered[] = []
  for (const number of new Set(names.map((name) => name.replace(intentSuffix, '')))) {
    const path = `${aside}/${number}`
    const release = takeInHand(files, path)
    if (release === undefined) continue
    try {
      const stats = await files.lstat(path)
      recovered.push(
        ...(stats === undefined
          ? await recoverFolder(recovery, path)
          : [await recoverOne(recovery, path, stats)]),
      )
      await removeIntent(files, path)
    } finally {
      release()
    }
  }
  await flush.flush()
  return recovered
}

interface Recovery {
  readonly files: Files
  readonly root: string
  readonly copyName: (name: string) => (attempt: number) => string
  readonly trash: Trash
  readonly flush: FolderFlush
}

async function recoverOne(recovery: Recovery, path: string, stats: FileStats): Promise<Recovered> {
  const { files, root, copyName, flush } = recovery
  const intent = await readIntent(files, path)
  if (intent === undefined) return toTrash(recovery, path, `lost-${stats.inode}`)
  const { from } = intent
  if (intent.to !== undefined && (await isAt(recovery, intent.to, stats))) {
    await files.unlink(path)
    return { path: from, outcome: 'moved' }
  }
  await using parent = await openParent(files, root, `${root}/${from}`)
  if (parent === undefined) return toTrash(recovery, path, from)
  flush.add(parent.path)
  if (await isAt(recovery, from, stats)) {
    await files.unlink(path)
    return { path: from, outcome: 'put-back' }
  }
  if (await giveName(files, path, parent.at(parent.name))) return { path: from, outcome: 'put-back' }
  if (isAsIntended(stats, intent)) return toTrash(recovery, path, from)
  const copy = await giveCopyName(files, path, parent.at, copyName(parent.name))
  return { path: from, outcome: 'copied', copy }
}

/** Puts a folder together that stands half under its own name, and half under another spelling of it. */
async function recoverFolder({ files, root, copyName, flush }: Recovery, path: string): Promise<Recovered[]> {
  const { folder, from, to, inode } = (await readIntent(files, path)) ?? {}
  if (folder === undefined || from === undefined || to === undefined) return []
  const [own, other] = [await files.lstat(`${root}/${from}`), await files.lstat(`${root}/${to}`)]
  // What a person has put there instead is theirs; and where only one is left, it is whole.
  if (own?.kind !== 'folder' || own.inode !== inode) return []
  if (other?.kind !== 'folder' || other.inode === inode) return []
  const { born } = own
  const expected = { kind: 'folder', name: nameOf(from), inode, born, holdsIgnored: false } as const
  const moving = { root, from: `${root}/${from}`, to: `${root}/${to}`, expected, flush }
  await giveBack(files, { ...moving, copyName: copyName(nameOf(from)) }, (part) => moveEntry(files, part))
  return [{ path: from, outcome: 'put-back' }]
}

/** Whether the file aside has a place in the root as well: it was linked there, and killed before it lost the name aside. */
async function isAt({ files, root }: Recovery, relative: string, stats: FileStats): Promise<boolean> {
  if (stats.kind !== 'file' || stats.links < 2) return false
  await using parent = await openParent(files, root, `${root}/${relative}`)
  if (parent === undefined) return false
  const found = await files.lstat(parent.at(parent.name))
  return found !== undefined && found.inode === stats.inode && found.device === stats.device
}

function isAsIntended(stats: FileStats, { size, modified, inode }: Intent): boolean {
  return stats.kind === 'file' && stats.size === size && stats.modified === modified && stats.inode === inode
}

async function toTrash(
  { files, trash, flush }: Recovery,
  path: string,
  relative: string,
): Promise<Recovered> {
  const { place, folders } = await trash.prepare(relative)
  await files.rename(path, place)
  for (const folder of folders) flush.add(folder)
  return { path: relative, outcome: 'trashed' }
}

async function namesIn(files: Files, aside: string): Promise<string[]> {
  try {
    return (await files.list(aside)).map(({ name }) => name)
  } catch (error) {
    if (isDiskError(error, 'missing')) return []
    throw error
  }
}
