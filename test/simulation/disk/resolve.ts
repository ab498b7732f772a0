import type { Errno } from './errno.ts'
import type { Folder, Inode } from './inode.ts'
import { may, type Process } from './process.ts'
import { keyIn } from './volume.ts'

/** Where a path leads. */
export interface Place {
  /** The folder that holds it. */
  readonly folder: Folder
  /** Its name there; `''` where the path ends in the folder itself (`/`, `.` or `..`). */
  readonly name: string
  /** What is there. */
  readonly inode: Inode | undefined
  /** The path ends with a slash, so that it can only mean a folder. */
  readonly asFolder: boolean
}

const slash = 47
const mostSymlinks = 40
const longestPath = 4095
const longestName = 255
const descriptors = '/proc/self/fd/'

/**
 * What becomes of a symlink in the last component. `name`: it is what is meant, as by calls that make, rename or remove a name. `itself`: so
 * it is unless a slash follows. `followed`: what it points to is meant.
 */
export type LastSymlink = 'name' | 'itself' | 'followed'

/**
 * Follows a path as the kernel does (path_resolution(7)). Paths below `/proc/self/fd/<n>/` begin in the folder that the process has open
 * as `n`.
 */
export function resolve(process: Process, given: string, last: LastSymlink): Place | Errno {
  return again(process, given, last) ?? anew(process, given, last)
}

/** What a path that led somewhere before leads to now; see `fromMemory`. */
function again(process: Process, path: string, last: LastSymlink): Place | Errno | undefined {
  if (process.folders.layout !== process.top().machine.layout) return undefined
  const there = process.folders.places.get(path)
  return there && inFolder(process, there.folder, there.name, last)
}

function anew(process: Process, given: string, last: LastSymlink): Place | Errno {
  const path = process.speaksUtf8 ? given.toWellFormed() : given
  if (path.charCodeAt(0) !== slash) return path === '' ? 'ENOENT' : 'EINVAL'
  // The kernel never sees such a path: Node refuses it, with an error of its own.
  if (path.includes('\0')) return 'EIO'
  if (path.length > longestPath / 3 && Buffer.byteLength(path) > longestPath) return 'ENAMETOOLONG'
  const top = process.top().root
  if (!path.startsWith(descriptors)) return fromMemory(process, path, last) ?? walk(process, path, top, last)
  const end = path.indexOf('/', descriptors.length)
  const folder = process.open.get(Number(path.slice(descriptors.length, end < 0 ? undefined : end)))
  if (folder?.kind !== 'folder' || end < 0) return folder === undefined ? 'ENOENT' : 'ENOTDIR'
  return walk(process, path.slice(end), folder, last)
}

/**
 * What `walk` gives, by what the process remembers of the folder above, as long as no folder or symlink has come, gone, or changed whom it lets in.
 * Undefined for whatever is out of the ordinary.
 */
function fromMemory(process: Process, path: string, last: LastSymlink): Place | Errno | undefined {
  const slashAt = path.lastIndexOf('/')
  const name = path.slice(slashAt + 1)
  if (slashAt === 0 || name === '' || name === '.' || name === '..') return undefined
  const { folders } = process
  const { machine } = process.top()
  if (folders.layout !== machine.layout) {
    folders.byPath.clear()
    folders.places.clear()
    folders.layout = machine.layout
  }
  const above = path.slice(0, slashAt)
  let folder = folders.byPath.get(above)
  if (folder === undefined) {
    const place = walk(process, above, process.top().root, 'followed')
    if (typeof place === 'string' || place.inode?.kind !== 'folder') return undefined
    folder = place.inode
    folders.byPath.set(above, folder)
  }
  if (isTooLong(name)) return may(process, folder, 'search') ? 'ENAMETOOLONG' : 'EACCES'
  folders.places.set(path, { folder, name })
  return inFolder(process, folder, name, last)
}

function inFolder(
  process: Process,
  folder: Folder,
  name: string,
  last: LastSymlink,
): Place | Errno | undefined {
  if (!may(process, folder, 'search')) return 'EACCES'
  const inode = through(folder.entries.get(keyIn(folder.volume, name))?.inode)
  if (inode?.kind === 'symlink' && last === 'followed') return undefined
  return { folder, name, inode, asFolder: false }
}

function walk(process: Process, given: string, start: Folder, last: LastSymlink): Place | Errno {
  let path = given
  let folder = start
  let position = 0
  for (let symlinks = 0; ; ) {
    while (path.charCodeAt(position) === slash) position++
    if (position >= path.length) return { folder, name: '', inode: folder, asFolder: true }
    let end = path.indexOf('/', position)
    if (end < 0) end = path.length
    const name = path.slice(position, end)
    position = end
    while (path.charCodeAt(position) === slash) position++
    const isLast = position >= path.length
    const asFolder = isLast && end < path.length

    if (!may(process, folder, 'search')) return 'EACCES'
    if (name === '.' || name === '..') {
      if (name === '..') folder = folderAbove(folder)
      if (isLast) return { folder, name: '', inode: folder, asFolder: true }
      continue
    }
    if (isTooLong(name)) return 'ENAMETOOLONG'
    const inode = through(folder.entries.get(keyIn(folder.volume, name))?.inode)
    if (inode?.kind === 'symlink' && (!isLast || last === 'followed' || (asFolder && last === 'itself'))) {
      if (++symlinks > mostSymlinks) return 'ELOOP'
      path = isLast && !asFolder ? inode.target : `${inode.target}/${path.slice(position)}`
      if (path.charCodeAt(0) === slash) folder = process.top().root
      position = 0
      continue
    }
    if (isLast) return { folder, name, inode, asFolder }
    if (inode === undefined) return 'ENOENT'
    if (inode.kind !== 'folder') return 'ENOTDIR'
    folder = inode
  }
}

/** What is to be seen at an inode: the root of what is mounted there, else itself. */
export function through(inode: Inode | undefined): Inode | undefined {
  return inode?.kind === 'folder' && inode.mounted !== undefined ? inode.mounted.root : inode
}

/** The folder that `..` means; the top is above itself. */
export function folderAbove(folder: Folder): Folder {
  const { mountedOn, root } = folder.volume
  if (folder === root) return mountedOn?.parent ?? folder
  return folder.parent ?? folder
}

/** The absolute path of a folder, or of something in it. */
export function pathOf(folder: Folder, name = ''): string {
  let path = name === '' ? '' : `/${name}`
  for (let inner = folder; ; ) {
    const place = inner === inner.volume.root ? inner.volume.mountedOn : inner
    if (place?.parent === undefined) return path === '' ? '/' : path
    path = `/${place.name}${path}`
    inner = place.parent
  }
}

function isTooLong(name: string): boolean {
  return name.length > longestName / 3 && Buffer.byteLength(name) > longestName
}
