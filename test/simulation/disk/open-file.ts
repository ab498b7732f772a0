import type { Files, OpenFile } from '../../../runtime/ports/files.ts'
import { readContent } from './content.ts'
import { diskError, type Errno } from './errno.ts'
import { flushFile, writeFile } from './file-io.ts'
import { statsOf } from './inode.ts'
import { createFile } from './operations.ts'
import { may, type OpenInode, type Process, takeDescriptor } from './process.ts'
import { resolve } from './resolve.ts'
import type { Steps } from './steps.ts'
import { releaseIfGone } from './volume.ts'

type Access = Parameters<Files['openFile']>[1]

/** Opens a file as `Files.openFile` says, or says why not. */
export function openFile(
  process: Process,
  path: string,
  access: Access,
  mode: number,
): { readonly descriptor: number; readonly inode: OpenInode } | Errno {
  const place = resolve(process, path, access === 'read' ? 'itself' : 'name')
  if (typeof place === 'string') return place
  if (place.asFolder && place.name !== '' && access !== 'read') return 'EISDIR'
  if (place.inode !== undefined && access === 'create') return 'EEXIST'
  if (process.open.size >= process.mostOpen) return 'EMFILE'
  const there = place.inode
  if (there === undefined && access === 'read') return 'ENOENT'
  const inode = there ?? createFile(process, place, mode)
  if (typeof inode === 'string') return inode
  if (inode.kind === 'symlink') return 'ELOOP'
  const refused = there === undefined ? undefined : refusalToOpen(process, inode as OpenInode, access)
  if (refused !== undefined) return refused
  if (place.asFolder && inode.kind !== 'folder') return 'ENOTDIR'
  const descriptor = takeDescriptor(process, inode)
  return descriptor === undefined ? 'EMFILE' : { descriptor, inode }
}

function refusalToOpen(process: Process, inode: OpenInode, access: Access): Errno | undefined {
  if (inode.kind === 'socket' || inode.kind === 'device') return 'ENXIO'
  if (!may(process, inode, 'read')) return 'EACCES'
  if (access === 'read') return undefined
  if (inode.kind === 'folder') return 'EISDIR'
  if (!may(process, inode, 'write')) return 'EACCES'
  return inode.volume.settings.readOnly ? 'EROFS' : undefined
}

/** How a view reads and writes. */
export interface Pieces {
  /** Bytes that one read gives at most. */
  readonly longestRead: number
  /** Bytes that are written in one step: a process that is killed in the middle of more has written a part. */
  readonly longestWrite: number
}

/** The open file as the port has it. */
export function openFilePort(
  process: Process,
  { step }: Steps,
  { path, access, pieces }: { readonly path: string; readonly access: Access; readonly pieces: Pieces },
  opened: { readonly descriptor: number; readonly inode: OpenInode },
): OpenFile {
  const { descriptor, inode } = opened
  const mustBeOpen = (): void => {
    if (process.open.get(descriptor) !== inode) throw diskError('EBADF', path)
  }
  const writePiece = (bytes: Uint8Array, position: number): number => {
    mustBeOpen()
    if (access === 'read' || inode.kind !== 'file') throw diskError('EBADF', path)
    const written = writeFile(inode, bytes, position)
    if (typeof written === 'string') throw diskError(written, path)
    return written
  }
  const close = (): Promise<void> =>
    step('file.close', path, () => closeDescriptor(process, descriptor, inode))
  return {
    stats: () =>
      step('file.stats', path, () => {
        mustBeOpen()
        return statsOf(inode)
      }),
    read: (buffer, position) =>
      step('file.read', path, () => {
        mustBeOpen()
        if (inode.kind === 'folder') throw diskError('EISDIR', path)
        if (inode.kind !== 'file') return 0
        const most = Math.min(buffer.byteLength, pieces.longestRead)
        return readContent(inode.content, buffer.subarray(0, most), position)
      }),
    async write(bytes, position) {
      for (let done = 0; done < bytes.byteLength; ) {
        const [piece, at] = [bytes.subarray(done, done + pieces.longestWrite), position + done]
        done += await step('file.write', path, () => writePiece(piece, at))
      }
    },
    sync: () =>
      step('file.sync', path, () => {
        mustBeOpen()
        if (inode.kind === 'file') flushFile(inode)
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Lets go of a descriptor; once it is gone, and perhaps another's, nothing. */
export function closeDescriptor(process: Process, descriptor: number, inode: OpenInode): void {
  if (process.open.get(descriptor) !== inode) return
  process.open.delete(descriptor)
  inode.opens--
  releaseIfGone(inode)
}
