import { tellOf } from './change.ts'
import { dirty, resizeContent, writeContent } from './content.ts'
import type { Errno } from './errno.ts'
import { blocks, type FileInode } from './inode.ts'
import { flushChanges } from './journal.ts'
import { charge, room, stamp } from './volume.ts'

/** Writes as much of `bytes` at `position` as there is room for: how much that was, `ENOSPC` when none. */
export function writeFile(inode: FileInode, bytes: Uint8Array, position: number): number | Errno {
  const { volume, content } = inode
  if (volume.settings.readOnly) return 'EROFS'
  const most = blocks(content.size) + Math.floor(room(volume) / 4096) * 4096 - position
  const length = Math.min(bytes.byteLength, most)
  if (length <= 0 && bytes.byteLength > 0) return 'ENOSPC'
  charge(volume, blocks(Math.max(content.size, position + length)) - blocks(content.size))
  touch(inode)
  writeContent(content, bytes.subarray(0, length), position)
  tellOfContent(inode)
  return length
}

/** ftruncate(2): cuts a file, or makes it longer by zeros. */
export function resizeFile(inode: FileInode, size: number): Errno | undefined {
  const { volume, content } = inode
  if (volume.settings.readOnly) return 'EROFS'
  if (!charge(volume, blocks(size) - blocks(content.size))) return 'ENOSPC'
  touch(inode)
  resizeContent(content, size)
  tellOfContent(inode)
  return undefined
}

/** fsync(2) of a file. */
export function flushFile(inode: FileInode): void {
  flushChanges(inode)
  inode.content.flushed = undefined
}

function touch(inode: FileInode): void {
  const { volume, content, attributes } = inode
  dirty(content, attributes, volume.machine.clock())
  const at = stamp(volume)
  inode.attributes = { ...attributes, modified: at, changed: at }
}

function tellOfContent({ parent, volume }: FileInode): void {
  if (parent !== undefined && volume.machine.listeners.size > 0) tellOf(parent, undefined)
}
