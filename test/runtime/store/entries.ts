import { nameOf } from '../../../runtime/core/path.ts'
import type {
  LocalFile,
  LocalFolder,
  RemoteFile,
  RemoteFolder,
  SyncedFile,
  SyncedFolder,
} from '../../../runtime/core/tree.ts'

/** A content hash made of one letter. */
export function hashOf(letter: string): string {
  return Buffer.alloc(32, letter).toString('hex')
}

/** A file in Dropbox whose content is known by one letter. */
export function remoteFile(path: string, letter = 'a', size = 1): RemoteFile {
  return {
    kind: 'file',
    name: nameOf(path),
    id: `id:${nameOf(path)}`,
    rev: `rev-${letter}`,
    hash: hashOf(letter),
    size,
    modified: 1_700_000_000_000,
    downloadable: true,
  }
}

export function remoteFolder(path: string): RemoteFolder {
  return { kind: 'folder', name: nameOf(path), id: `id:${nameOf(path)}` }
}

/** A file on the box whose content is known by one letter. */
export function localFile(path: string, letter = 'a', inode = 11, size = 1): LocalFile {
  return {
    kind: 'file',
    name: nameOf(path),
    hash: hashOf(letter),
    size,
    modified: 1_700_000_000_000.25,
    changed: 1_700_000_000_000.5,
    inode,
    born: 1_600_000_000_000.125,
  }
}

export function localFolder(path: string, inode = 12, holdsIgnored = false): LocalFolder {
  return { kind: 'folder', name: nameOf(path), inode, born: 1_600_000_000_000.125, holdsIgnored }
}

/** What both sides agreed on, fitting `remoteFile` and `localFile` of the same path and letter. */
export function syncedFile(path: string, letter = 'a', inode = 11): SyncedFile {
  const { name, hash, born } = localFile(path, letter)
  return { kind: 'file', name, hash, inode, born, id: remoteFile(path).id }
}

export function syncedFolder(path: string, inode = 12): SyncedFolder {
  return { kind: 'folder', name: nameOf(path), inode, born: 1_600_000_000_000.125, id: `id:${nameOf(path)}` }
}
