import { keyOf, nameOf, parentOf } from '../../core/path.ts'
import type { LocalEntry, LocalFolder } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { announceFolder } from './aside.ts'
import { makeFolder, removeFolder } from './folders.ts'
import type { MoveResult, Moving } from './moving.ts'

/** Moves one part of a folder. */
type MovePart = (part: Moving) => Promise<MoveResult>

/**
 * Moves a folder that cannot be renamed as a whole by making it anew and moving what is in it. That is so for folders of a container's
 * image: overlayfs answers EXDEV (kernel documentation, overlayfs.rst, "Renaming directories"), as for any folder in which something is
 * mounted. What cannot be moved stays, in a folder that stays then, too; but a folder that is only spelled otherwise is put together again, since of
 * two spellings of one name only one can sync; when the process is killed in between, `recoverAside` does so. `move` moves one part.
 */
export async function moveByParts(
  files: Files,
  moving: Moving,
  expected: LocalFolder,
  move: MovePart,
): Promise<MoveResult> {
  const { root, from, to, flush } = moving
  if (!isSpelling(from, to)) return moveAll(files, moving, expected, move)
  const inRoot = (path: string): string => path.slice(root.length + 1)
  const { inode } = expected
  const end = await announceFolder(files, root, { from: inRoot(from), to: inRoot(to), inode })
  try {
    const moved = await moveAll(files, moving, expected, move)
    // Before the intent goes: after a power cut both halves may be there again.
    await flush?.flush()
    return moved
  } finally {
    await end()
  }
}

async function moveAll(
  files: Files,
  moving: Moving,
  expected: LocalFolder,
  move: MovePart,
): Promise<MoveResult> {
  const { root, from, to, flush } = moving
  const place = { root, target: to, ...(flush === undefined ? {} : { flush }) }
  const made = await makeFolder(files, place).catch(async (error: unknown) => {
    // It may have been made all the same, and an empty folder by another spelling would keep both from syncing.
    if (isDiskError(error) && isSpelling(from, to))
      await unlessRefused(async () => (await removeFolder(files, place)).result === 'removed')
    throw error
  })
  if (made.result === 'no-folder') return { result: 'no-folder' }
  if (made.result === 'in-the-way') return { result: 'in-the-way', found: made.found }
  if (made.result === 'present') return { result: 'in-the-way', found: await files.lstat(to) }
  try {
    await moveParts(files, moving, move)
    const left = await removeFolder(files, { ...place, target: from })
    if (left.result === 'not-empty')
      throw new DiskError('other-device', from, {
        message: `${from} cannot be moved as a whole; a part of it stays.`,
      })
  } catch (error) {
    if (isDiskError(error) && isSpelling(from, to)) await giveBack(files, moving, move)
    throw error
  }
  return { result: 'moved', entry: { ...made.entry, holdsIgnored: expected.holdsIgnored } }
}

async function moveParts(files: Files, moving: Moving, move: MovePart): Promise<void> {
  const { from, to } = moving
  for (const { name, stats } of await files.list(from)) {
    if (stats?.kind !== 'file' && stats?.kind !== 'folder') continue
    await move({ ...moving, from: `${from}/${name}`, to: `${to}/${name}`, expected: asFound(name, stats) })
  }
}

/** So often what has come to the new place is moved back; a disk that was busy or full for a moment is not any more. */
const attempts = 3

/** Moves back what has come to the new place of a folder, as far as nothing is in the way there and the disk does it. Throws no DiskError. */
export async function giveBack(files: Files, moving: Moving, move: MovePart): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++)
    if (await unlessRefused(() => moveBack(files, moving, move))) return
}

/** Moves back what it can of a folder that stands half in each place, and tells whether that was all of it. */
async function moveBack(files: Files, moving: Moving, move: MovePart): Promise<boolean> {
  const { root, from, to, flush } = moving
  for (const { name, stats } of await files.list(to)) {
    if (stats?.kind !== 'file' && stats?.kind !== 'folder') continue
    const part = { ...moving, from: `${from}/${name}`, to: `${to}/${name}` }
    await unlessRefused(async () => {
      if (stats.kind === 'folder' && (await files.lstat(part.from))?.kind === 'folder')
        return moveBack(files, part, move)
      const moved = await move({ ...part, from: part.to, to: part.from, expected: asFound(name, stats) })
      return moved.result === 'moved'
    })
  }
  const removed = await removeFolder(files, { root, target: to, ...(flush === undefined ? {} : { flush }) })
  return removed.result === 'removed' || removed.result === 'gone'
}

/** What `work` tells; false when the disk refuses: why the folder could not be moved is told already, and the way back is no other matter. */
async function unlessRefused(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work()
  } catch (error) {
    if (isDiskError(error)) return false
    throw error
  }
}

/** Whether two places are one to Dropbox. */
function isSpelling(one: string, other: string): boolean {
  return parentOf(one) === parentOf(other) && keyOf(nameOf(one)) === keyOf(nameOf(other))
}

function asFound(name: string, { kind, size, modified, changed, inode, born }: FileStats): LocalEntry {
  if (kind === 'folder') return { kind: 'folder', name, inode, born, holdsIgnored: false }
  return { kind: 'file', name, hash: '', size, modified, changed, inode, born }
}
