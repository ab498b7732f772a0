import { beginChange } from './change.ts'
import type { Errno } from './errno.ts'
import type { Folder, Inode } from './inode.ts'
import { refusal } from './operations.ts'
import { may, type Process } from './process.ts'
import { folderAbove, type Place, resolve } from './resolve.ts'
import { keyIn } from './volume.ts'

/** rename(2), all in one change. */
export function rename(process: Process, from: string, to: string): Errno | undefined {
  const [source, target] = [resolve(process, from, 'name'), resolve(process, to, 'name')]
  if (typeof source === 'string') return source
  if (typeof target === 'string') return target
  const { volume } = source.folder
  if (volume !== target.folder.volume) return 'EXDEV'
  if (source.name === '' || target.name === '') return 'EBUSY'
  const inode = source.inode
  if (inode === undefined) return 'ENOENT'
  const refused = refusalOf(process, source, target, inode)
  if (refused !== undefined) return refused

  const isSamePlace =
    source.folder === target.folder && keyIn(volume, source.name) === keyIn(volume, target.name)
  // Two names of one file: rename(2) does nothing. A name that differs by capitals only, where they do not count, is set anew.
  if (target.inode === inode && (!isSamePlace || inode.name === target.name)) return undefined

  const change = beginChange(volume)
  if (target.inode !== undefined && !isSamePlace) {
    change.leave(target.folder, { name: target.name, inode: target.inode })
    if (target.inode.links > 0) change.set(target.inode, {})
  }
  change.leave(source.folder, { name: source.name, inode })
  change.enter(target.folder, target.name, inode)
  change.set(inode, {})
  change.done()
  return undefined
}

function refusalOf(process: Process, source: Place, target: Place, inode: Inode): Errno | undefined {
  const refused = refusal(process, source.folder) ?? refusal(process, target.folder)
  if (refused !== undefined) return refused
  const over = target.inode
  if (inode === inode.volume.root || (over !== undefined && over === over.volume.root)) return 'EBUSY'
  if (inode.kind !== 'folder') {
    if (source.asFolder || target.asFolder) return 'ENOTDIR'
    return over?.kind === 'folder' ? (isAbove(over, source.folder) ? 'ENOTEMPTY' : 'EISDIR') : undefined
  }
  if (isAbove(inode, target.folder)) return 'EINVAL'
  if (over !== undefined && over !== inode) {
    if (over.kind !== 'folder') return 'ENOTDIR'
    if (over.entries.size > 0) return 'ENOTEMPTY'
  }
  // Its `..` is written to.
  if (source.folder !== target.folder && !may(process, inode, 'write')) return 'EACCES'
  return inode.inImage ? 'EXDEV' : undefined
}

function isAbove(folder: Folder, below: Folder): boolean {
  for (let inner = below; ; ) {
    if (inner === folder) return true
    const above = folderAbove(inner)
    if (above === inner) return false
    inner = above
  }
}
