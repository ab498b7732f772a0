import type { LocalEntry, LocalFolder } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files } from '../../ports/files.ts'
import { makeFolder, removeFolder } from './folders.ts'
import type { MoveResult, Moving } from './moving.ts'

/**
 * Moves a folder that cannot be renamed as a whole by making it anew and moving what is in it. That is so for folders of a container's
 * image: overlayfs answers EXDEV (kernel documentation, overlayfs.rst, "Renaming directories"), as for any folder in which something is
 * mounted. What cannot be moved stays, in a folder that stays then, too; `move` moves one part.
 */
export async function moveByParts(
  files: Files,
  moving: Moving,
  expected: LocalFolder,
  move: (part: Moving) => Promise<MoveResult>,
): Promise<MoveResult> {
  const { root, from, to, flush } = moving
  const place = { root, target: to, ...(flush === undefined ? {} : { flush }) }
  const made = await makeFolder(files, place)
  if (made.result === 'no-folder') return { result: 'no-folder' }
  if (made.result === 'in-the-way') return { result: 'in-the-way', found: made.found }
  if (made.result === 'present') return { result: 'in-the-way', found: await files.lstat(to) }
  for (const { name, stats } of await files.list(from)) {
    if (stats?.kind !== 'file' && stats?.kind !== 'folder') continue
    await move({
      ...moving,
      from: `${from}/${name}`,
      to: `${to}/${name}`,
      expected: asFound(name, stats),
    })
  }
  const left = await removeFolder(files, { ...place, target: from })
  if (left.result === 'not-empty')
    throw new DiskError('other-device', from, {
      message: `${from} cannot be moved as a whole; a part of it stays.`,
    })
  return { result: 'moved', entry: { ...made.entry, holdsIgnored: expected.holdsIgnored } }
}

function asFound(name: string, { kind, size, modified, changed, inode, born }: FileStats): LocalEntry {
  if (kind === 'folder') return { kind: 'folder', name, inode, born, holdsIgnored: false }
  return { kind: 'file', name, hash: '', size, modified, changed, inode, born }
}
