import { dirname, resolve } from 'node:path'
import { DiskError, type Files } from '../../ports/files.ts'
import { readSmallFile } from '../small-file.ts'
import { cacheFolderName } from './cache-folder.ts'

/** `none`: the root is no working tree. A DiskError says why the repository could not be told; git then shows our folder as untracked. */
export type RepositoryExclude = 'none' | 'excluded' | 'already' | DiskError

const largest = 1024 * 1024
const pattern = `/${cacheFolderName}/`

/**
 * Keeps our folder out of `git status` when `root` is a working tree: one line in the repository's own `info/exclude`, which is
 * not tracked (gitignore(5)). Existing lines stay as they are. Never throws a DiskError.
 */
export async function excludeFromRepository(files: Files, root: string): Promise<RepositoryExclude> {
  try {
    const repository = await repositoryOf(files, root)
    if (repository === undefined) return 'none'
    const info = `${repository}/info`
    if ((await files.lstat(info)) === undefined) await files.mkdir(info)
    return await addLine(files, `${info}/exclude`)
  } catch (error) {
    if (error instanceof DiskError) return error
    throw error
  }
}

async function addLine(files: Files, path: string): Promise<RepositoryExclude> {
  const text = (await readSmallFile(files, path, largest)) ?? ''
  if (text.split('\n').some((line) => line.trim() === pattern)) return 'already'
  const separator = text === '' || text.endsWith('\n') ? '' : '\n'
  await using file = await files.openFile(path, 'write')
  // Appended, so that lines which somebody adds meanwhile are not written over by older ones.
  const { size } = await file.stats()
  await file.write(new TextEncoder().encode(`${separator}${pattern}\n`), size)
  await file.sync()
  return 'excluded'
}

/**
 * The repository folder that holds `info/exclude` for a working tree. A `.git` file names another place (`gitdir: ...`, of a worktree or
 * submodule); a worktree's repository names the shared one in `commondir` (gitrepository-layout(5)).
 */
async function repositoryOf(files: Files, root: string): Promise<string | undefined> {
  const path = `${root}/.git`
  const there = await files.lstat(path)
  if (there?.kind === 'folder') return path
  if (there?.kind !== 'file') return undefined
  const named = /^gitdir: (.+)/.exec((await readSmallFile(files, path, largest)) ?? '')?.[1]
  if (named === undefined) return undefined
  const folder = resolve(dirname(path), named.trimEnd())
  if ((await files.lstat(folder))?.kind !== 'folder') return undefined
  const shared = await readSmallFile(files, `${folder}/commondir`, largest)
  return shared === undefined ? folder : resolve(folder, shared.trimEnd())
}
