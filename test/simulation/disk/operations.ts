import { beginChange } from './change.ts'
import type { Errno } from './errno.ts'
import {
  type FileInode,
  type Folder,
  type Inode,
  makeFile,
  makeFolder,
  makeSymlink,
  spaceOf,
} from './inode.ts'
import { may, owns, type Process } from './process.ts'
import { type Place, pathOf, resolve } from './resolve.ts'
import { charge, keyIn, room, takeNumber, type Volume } from './volume.ts'

/** What is at a path, without following a symlink that is there; undefined when nothing is. */
export function find(process: Process, path: string): Inode | Errno | undefined {
  const place = resolve(process, path, 'itself')
  if (typeof place === 'string') return place === 'ENOENT' || place === 'ENOTDIR' ? undefined : place
  return place.asFolder && place.inode?.kind !== 'folder' ? undefined : place.inode
}

/** What is at a path, a symlink followed or not. */
export function findExisting(process: Process, path: string, follow: boolean): Inode | Errno {
  const place = resolve(process, path, follow ? 'followed' : 'itself')
  if (typeof place === 'string') return place
  if (place.inode === undefined) return 'ENOENT'
  return place.asFolder && place.inode.kind !== 'folder' ? 'ENOTDIR' : place.inode
}

/** The absolute path with every symlink resolved. */
export function realPath(process: Process, path: string): { readonly path: string } | Errno {
  const place = resolve(process, path, 'followed')
  if (typeof place === 'string') return place
  const { folder, name, inode } = place
  if (inode === undefined) return 'ENOENT'
  if (place.asFolder && inode.kind !== 'folder') return 'ENOTDIR'
  return { path: pathOf(folder, folder.entries.get(keyIn(folder.volume, name))?.name) }
}

/** Why nothing can be made or removed in a folder, or undefined. */
export function refusal(process: Process, folder: Folder): Errno | undefined {
  if (folder.links === 0) return 'ENOENT'
  if (folder.volume.settings.readOnly) return 'EROFS'
  return may(process, folder, 'write') && may(process, folder, 'search') ? undefined : 'EACCES'
}

/** Puts a new inode in a place where nothing is, or says why that cannot be. */
export function make<Made extends Inode>(
  process: Process,
  { folder, name }: Place,
  create: (volume: Volume, number: number, at: number) => Made,
): Made | Errno {
  const refused = refusal(process, folder)
  if (refused !== undefined) return refused
  const { volume } = folder
  const number = takeNumber(volume)
  if (number === undefined) return 'ENOSPC'
  const change = beginChange(volume)
  const inode = create(volume, number, change.at)
  if (!charge(volume, spaceOf(inode))) {
    volume.count--
    return 'ENOSPC'
  }
  change.enter(folder, name, inode)
  change.done()
  return inode
}

/** Makes a file where nothing is. */
export function createFile(process: Process, place: Place, mode: number): FileInode | Errno {
  return make(process, place, (volume, number, at) => makeFile(volume, number, at, making(process, mode)))
}

export function mkdir(process: Process, path: string, mode: number): Errno | undefined {
  const place = resolve(process, path, 'name')
  if (typeof place === 'string') return place
  if (place.inode !== undefined) return 'EEXIST'
  const made = make(process, place, (volume, number, at) =>
    makeFolder(volume, number, at, making(process, mode)),
  )
  return typeof made === 'string' ? made : undefined
}

export function symlink(process: Process, target: string, path: string): Errno | undefined {
  const place = resolve(process, path, 'name')
  if (typeof place === 'string') return place
  if (target === '') return 'ENOENT'
  if (target.includes('\0')) return 'EIO'
  if (place.inode !== undefined) return 'EEXIST'
  if (place.asFolder) return 'ENOENT'
  const { symlinks, longestSymlink } = place.folder.volume.settings
  if (!symlinks) return 'EPERM'
  if (Buffer.byteLength(target) > longestSymlink) return 'ENAMETOOLONG'
  const made = make(process, place, (volume, number, at) =>
    makeSymlink(volume, number, at, making(process, 0o777), target),
  )
  return typeof made === 'string' ? made : undefined
}

function making({ user, group, umask }: Process, mode: number) {
  return { owner: user, group, mode: mode & ~umask & 0o7777 }
}

export function rmdir(process: Process, path: string): Errno | undefined {
  const place = resolve(process, path, 'name')
  if (typeof place === 'string') return place
  const { folder, name, inode } = place
  if (inode === undefined) return 'ENOENT'
  if (inode.kind !== 'folder') return 'ENOTDIR'
  if (inode === inode.volume.root) return 'EBUSY'
  if (name === '') return path.endsWith('..') ? 'ENOTEMPTY' : 'EINVAL'
  const refused = refusal(process, folder)
  if (refused !== undefined) return refused
  if (inode.entries.size > 0) return 'ENOTEMPTY'
  const change = beginChange(folder.volume)
  change.leave(folder, { name: inode.name, inode })
  change.done()
  return undefined
}

export function unlink(process: Process, path: string): Errno | undefined {
  const place = resolve(process, path, 'name')
  if (typeof place === 'string') return place
  const { folder, name, inode } = place
  if (inode === undefined) return 'ENOENT'
  if (inode.kind === 'folder') return 'EISDIR'
  if (place.asFolder) return 'ENOTDIR'
  const refused = refusal(process, folder)
  if (refused !== undefined) return refused
  const change = beginChange(folder.volume)
  change.leave(folder, { name, inode })
  change.set(inode, {})
  change.done()
  return undefined
}

export function link(process: Process, from: string, to: string): Errno | undefined {
  const [source, target] = [resolve(process, from, 'itself'), resolve(process, to, 'name')]
  if (typeof source === 'string') return source
  const { inode } = source
  if (inode === undefined) return 'ENOENT'
  if (source.asFolder && inode.kind !== 'folder') return 'ENOTDIR'
  if (typeof target === 'string') return target
  if (target.inode !== undefined) return 'EEXIST'
  if (target.asFolder) return 'ENOENT'
  const { volume } = inode
  if (volume !== target.folder.volume) return 'EXDEV'
  // As with fs.protected_hardlinks (proc_sys_fs(5)): what one may not write to gets no further name.
  const isAllowed = owns(process, inode) || (inode.kind === 'file' && may(process, inode, 'write'))
  if (inode.kind === 'folder' || !volume.settings.hardLinks || !isAllowed) return 'EPERM'
  if (inode.links >= volume.settings.mostLinks) return 'EMLINK'
  const refused = refusal(process, target.folder)
  if (refused !== undefined) return refused
  const change = beginChange(volume)
  change.enter(target.folder, target.name, inode)
  change.set(inode, {})
  change.done()
  return undefined
}

export function chmod(process: Process, path: string, mode: number): Errno | undefined {
  return setAttributes(process, findExisting(process, path, true), { mode: mode & 0o7777 })
}

export function chown(process: Process, path: string, owner: number, group: number): Errno | undefined {
  const inode = findExisting(process, path, false)
  if (typeof inode === 'string') return inode
  const isOwn = inode.attributes.owner === owner && process.user === owner && process.group === group
  if (!process.privileged && !isOwn) return 'EPERM'
  return setAttributes(process, inode, { owner, group })
}

export function utimes(process: Process, path: string, time: number): Errno | undefined {
  const inode = findExisting(process, path, false)
  if (typeof inode === 'string') return inode
  const { resolution } = inode.volume.settings
  const modified = resolution > 0 ? Math.floor(time / resolution) * resolution : time
  return setAttributes(process, inode, { modified })
}

function setAttributes(
  process: Process,
  inode: Inode | Errno,
  attributes: Partial<Inode['attributes']>,
): Errno | undefined {
  if (typeof inode === 'string') return inode
  if (inode.volume.settings.readOnly) return 'EROFS'
  if (!owns(process, inode)) return 'EPERM'
  const change = beginChange(inode.volume)
  change.set(inode, attributes)
  change.done()
  return undefined
}

/** The volume that holds a path: its bytes, and whether other machines have it too. */
export function space(
  process: Process,
  path: string,
): { total: number; available: number; shared: boolean } | Errno {
  const inode = findExisting(process, path, true)
  if (typeof inode === 'string') return inode
  const { capacity, shared } = inode.volume.settings
  return { total: capacity, available: room(inode.volume), shared }
}
