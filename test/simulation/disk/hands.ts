import { isUtf8 } from 'node:buffer'
import type { FileStats } from '../../../runtime/ports/files.ts'
import { contentBytes } from './content.ts'
import { diskError, type Errno } from './errno.ts'
import { flushFile, resizeFile, writeFile } from './file-io.ts'
import { type FileInode, type Folder, type Inode, makeSpecial, type Special, statsOf } from './inode.ts'
import { flushChanges } from './journal.ts'
import { listingOf } from './listing.ts'
import {
  chmod,
  chown,
  createFile,
  find,
  findExisting,
  link,
  make,
  mkdir,
  rmdir,
  symlink,
  unlink,
  utimes,
} from './operations.ts'
import { noFolders, type Process } from './process.ts'
import { rename } from './rename.ts'
import { resolve, through } from './resolve.ts'
import { releaseIfGone, type Volume } from './volume.ts'

/** A program that has a file open, whatever becomes of the file's name. */
export interface Writer {
  append(content: string | Uint8Array): void
  write(content: string | Uint8Array, position: number): void
  truncate(size: number): void
  sync(): void
  close(): void
}

/**
 * What people and their programs do on the disk, at once and without a turn of their own. Nobody forbids them anything but the disk: every
 * failure is a `DiskError`. Nothing that they do is flushed unless `sync` is called.
 */
export interface Hands {
  /** Writes the content in place, truncating what was there; makes the folders above. */
  write(path: string, content: string | Uint8Array): void
  append(path: string, content: string | Uint8Array): void
  truncate(path: string, size: number): void
  /** Makes a folder and those above it; one that is there is fine. */
  mkdir(path: string): void
  /** As rename(2). */
  rename(from: string, to: string): void
  link(from: string, to: string): void
  symlink(target: string, path: string): void
  /** rm -rf: what is there with all below it, mounted volumes left alone; nothing is fine. */
  remove(path: string): void
  chmod(path: string, mode: number): void
  chown(path: string, owner: number, group: number): void
  utimes(path: string, modified: number): void
  /** Makes a fifo, a socket or a device. */
  special(path: string, kind: Special['kind']): void
  /** Makes a file whose name is these bytes, which need not be UTF-8. */
  writeNamed(folder: string, name: Uint8Array, content: string | Uint8Array): void
  open(path: string): Writer
  /** fsync of a file or folder. */
  sync(path: string): void

  exists(path: string): boolean
  /** As lstat(2). */
  stats(path: string): FileStats | undefined
  read(path: string): Uint8Array
  text(path: string): string
  readlink(path: string): string
  /** Names, sorted. */
  list(path: string): string[]
  /**
   * Everything below a folder by its path from there: a file's text, '' for a folder, whose path ends with `/`, and `(symlink)` and so on
   * for the rest. `wanted` leaves out names, with what is below them.
   */
  tree(path: string, wanted?: (name: string) => boolean): Record<string, string>
  /** The paths of `tree` alone. */
  names(path: string, wanted: (name: string) => boolean): string[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? encoder.encode(content) : content

/** The hands of the user `owner`. `opened` is told of what stays open, and given how to close it when the power goes. */
export function createHands(top: () => Volume, owner: number, opened: (close: () => void) => void): Hands {
  const process: Process = {
    ...{ user: owner, group: owner, privileged: true, speaksUtf8: false, umask: 0o022 },
    ...{ top, open: new Map(), mostOpen: Number.POSITIVE_INFINITY },
    folders: noFolders(),
  }
  const inodeAt = (path: string): Inode => orThrow(findExisting(process, path, false), path)
  const folderAt = (path: string): Folder => {
    const inode = orThrow(findExisting(process, path, true), path)
    if (inode.kind !== 'folder') throw diskError('ENOTDIR', path)
    return inode
  }
  const fileAt = (path: string): FileInode => {
    const inode = orThrow(findExisting(process, path, true), path)
    if (inode.kind !== 'file') throw diskError(inode.kind === 'folder' ? 'EISDIR' : 'EINVAL', path)
    return inode
  }
  const fileMadeAt = (path: string): FileInode => {
    const place = orThrow(resolve(process, path, 'followed'), path)
    return place.inode === undefined ? orThrow(createFile(process, place, 0o666), path) : fileAt(path)
  }
  const hands: Hands = {
    write(path, content) {
      hands.mkdir(path.slice(0, path.lastIndexOf('/')))
      const file = fileMadeAt(path)
      if (file.content.size > 0) check(resizeFile(file, 0), path)
      writeAll(file, bytesOf(content), 0, path)
    },
    append(path, content) {
      const file = fileMadeAt(path)
      writeAll(file, bytesOf(content), file.content.size, path)
    },
    truncate: (path, size) => check(resizeFile(fileAt(path), size), path),
    mkdir(path) {
      if (path === '' || find(process, path) !== undefined) return
      hands.mkdir(path.slice(0, path.lastIndexOf('/')))
      check(mkdir(process, path, 0o777), path)
    },
    rename: (from, to) => check(rename(process, from, to), from),
    link: (from, to) => check(link(process, from, to), to),
    symlink: (target, path) => check(symlink(process, target, path), path),
    remove(path) {
      const inode = orThrow(find(process, path), path)
      if (inode === undefined) return
      if (inode.kind !== 'folder') return check(unlink(process, path), path)
      for (const { name } of listingOf(inode)) hands.remove(`${path}/${name}`)
      if (inode !== inode.volume.root) check(rmdir(process, path), path)
    },
    chmod: (path, mode) => check(chmod(process, path, mode), path),
    chown: (path, user, group) => check(chown(process, path, user, group), path),
    utimes: (path, modified) => check(utimes(process, path, modified), path),
    special(path, kind) {
      const place = orThrow(resolve(process, path, 'name'), path)
      if (place.inode !== undefined) throw diskError('EEXIST', path)
      const making = { owner, group: owner, mode: 0o644 }
      orThrow(
        make(process, place, (volume, number, at) => makeSpecial(volume, number, at, making, kind)),
        path,
      )
    },
    writeNamed(folder, name, content) {
      const path = `${folder}/${escapedName(name)}`
      writeAll(fileMadeAt(path), bytesOf(content), 0, path)
    },
    open(path) {
      const file = fileMadeAt(path)
      file.opens++
      const writer = writerOf(file, path)
      opened(writer.close)
      return writer
    },
    sync(path) {
      const inode = inodeAt(path)
      if (inode.kind === 'file') flushFile(inode)
      else flushChanges(inode)
    },
    exists: (path) => find(process, path) !== undefined,
    stats(path) {
      const inode = orThrow(find(process, path), path)
      return inode && statsOf(inode)
    },
    read: (path) => contentBytes(fileAt(path).content),
    text: (path) => textOf(fileAt(path)),
    readlink(path) {
      const inode = inodeAt(path)
      if (inode.kind !== 'symlink') throw diskError('EINVAL', path)
      return inode.target
    },
    list: (path) => [...folderAt(path).entries.values()].map(({ name }) => name).sort(),
    tree: (path, wanted = () => true) => treeOf(folderAt(path), wanted, textOf),
    names: (path, wanted) => Object.keys(treeOf(folderAt(path), wanted, () => '')),
  }
  return hands
}

function writerOf(file: FileInode, path: string): Writer {
  let isOpen = true
  const whileOpen = <Value>(work: () => Value): Value => {
    if (!isOpen) throw diskError('EBADF', path)
    return work()
  }
  return {
    append: (content) => whileOpen(() => writeAll(file, bytesOf(content), file.content.size, path)),
    write: (content, position) => whileOpen(() => writeAll(file, bytesOf(content), position, path)),
    truncate: (size) => whileOpen(() => check(resizeFile(file, size), path)),
    sync: () => whileOpen(() => flushFile(file)),
    close() {
      if (!isOpen) return
      isOpen = false
      file.opens--
      releaseIfGone(file)
    },
  }
}

/** Writes what there is room for, and throws when that is not all. */
function writeAll(file: FileInode, bytes: Uint8Array, position: number, path: string): void {
  for (let done = 0; done < bytes.byteLength; ) {
    const written = writeFile(file, bytes.subarray(done), position + done)
    done += orThrow(written, path)
  }
}

function treeOf(
  folder: Folder,
  wanted: (name: string) => boolean,
  textIn: (file: FileInode) => string,
  prefix = '',
  found: Record<string, string> = {},
): Record<string, string> {
  for (const { name, inode: own } of folder.entries.values()) {
    if (!wanted(name)) continue
    const inode = through(own) ?? own
    if (inode.kind === 'folder') {
      found[`${prefix}${name}/`] = ''
      treeOf(inode, wanted, textIn, `${prefix}${name}/`, found)
    } else found[prefix + name] = inode.kind === 'file' ? textIn(inode) : `(${inode.kind})`
  }
  return found
}

function textOf({ content }: FileInode): string {
  return decoder.decode(content.bytes.subarray(0, content.size))
}

/** Bytes that are not UTF-8 become lone surrogates from U+DC80 on, as in Python's PEP 383. */
function escapedName(bytes: Uint8Array): string {
  let name = ''
  for (let index = 0; index < bytes.byteLength; ) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(bytes.subarray(index, index + size)))
    const part = bytes.subarray(index, index + (length ?? 1))
    name +=
      length === undefined ? String.fromCharCode(0xdc00 + (part[0] ?? 0)) : new TextDecoder().decode(part)
    index += part.byteLength
  }
  return name
}

function check(errno: Errno | undefined, path: string): void {
  if (errno !== undefined) throw diskError(errno, path)
}

function orThrow<Value>(value: Value | Errno, path: string): Value {
  if (typeof value === 'string') throw diskError(value as Errno, path)
  return value
}
