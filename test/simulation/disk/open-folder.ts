import { DiskError, type OpenFolder } from '../../../runtime/ports/files.ts'
import { Crashed, diskError, type Errno } from './errno.ts'
import { type Folder, statsOf } from './inode.ts'
import { flushChanges } from './journal.ts'
import { closeDescriptor } from './open-file.ts'
import { find } from './operations.ts'
import { may, type Process, takeDescriptor } from './process.ts'
import { resolve } from './resolve.ts'
import type { Steps } from './steps.ts'

/** Opens a folder as `Files.openFolder` says, or says why not. */
export function openFolder(
  process: Process,
  path: string,
): { readonly descriptor: number; readonly inode: Folder } | Errno {
  const place = resolve(process, path, 'itself')
  if (typeof place === 'string') return place
  const { inode } = place
  if (inode === undefined) return 'ENOENT'
  if (inode.kind !== 'folder') return 'ENOTDIR'
  if (!may(process, inode, 'read')) return 'EACCES'
  const descriptor = takeDescriptor(process, inode)
  return descriptor === undefined ? 'EMFILE' : { descriptor, inode }
}

/** The open folder as the port has it; without descriptor paths it looks whether its own path still leads to it. */
export function openFolderPort(
  process: Process,
  steps: Steps,
  path: string,
  descriptorPaths: boolean,
  { descriptor, inode }: { readonly descriptor: number; readonly inode: Folder },
): OpenFolder {
  const close = (): Promise<void> =>
    steps.step('folder.close', path, () => closeDescriptor(process, descriptor, inode))
  const mustBeOpen = (): void => {
    if (process.open.get(descriptor) !== inode) throw diskError('EBADF', path)
  }
  return {
    stats: () =>
      steps.step('folder.stats', path, () => {
        mustBeOpen()
        return statsOf(inode)
      }),
    at(name) {
      if (descriptorPaths) return `/proc/self/fd/${descriptor}/${name}`
      if (steps.crashed) throw new Crashed('a crashed process asks where a folder is')
      if (find(process, path) !== inode) throw new DiskError('changed', path)
      return `${path}/${name}`
    },
    sync: () =>
      steps.step('folder.sync', path, () => {
        mustBeOpen()
        flushChanges(inode)
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
