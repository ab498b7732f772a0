import type { Files, Listed, Mounted } from '../../../runtime/ports/files.ts'
import { diskError, type Errno } from './errno.ts'
import { type Entry, type Folder, type Inode, statsOf } from './inode.ts'
import { listingOf } from './listing.ts'
import { closeDescriptor, openFile, openFilePort, type Pieces } from './open-file.ts'
import { openFolder, openFolderPort } from './open-folder.ts'
import {
  chmod,
  chown,
  find,
  findExisting,
  link,
  mkdir,
  realPath,
  rmdir,
  space,
  symlink,
  unlink,
  utimes,
} from './operations.ts'
import { may, noFolders, type Process } from './process.ts'
import { rename } from './rename.ts'
import { through } from './resolve.ts'
import { createSteps, type StepSettings } from './steps.ts'
import { keyIn, type Volume } from './volume.ts'

/** How a view is made. */
export interface ViewSettings extends StepSettings, Pieces {
  readonly user: number
  readonly group: number
  readonly umask: number
  /** Descriptors that it may have open at once. */
  readonly mostOpen: number
  /** Without them `OpenFolder.at` gives ordinary paths, and no mount is told of, as where /proc is not mounted. */
  readonly descriptorPaths: boolean
  /** Names that are looked at in one step: a folder with more is listed in several, between which names can come and go. */
  readonly statsAtOnce: number
}

/** The disk as one process sees it. */
export interface DiskView extends Files {
  readonly actor: string
  /** Calls made. */
  readonly calls: number
  /** Descriptors open. */
  readonly descriptors: number
  readonly crashed: boolean
  /** kill -9: no call has any effect any more, what was open is closed. What has been written stays. */
  crash(): void
}

/** A view of what is mounted below `top`; `mountPoints` are where. */
export function createView(
  top: () => Volume,
  mountPoints: () => ReadonlyMap<string, Mounted>,
  settings: ViewSettings,
): DiskView {
  const process: Process = {
    user: settings.user,
    group: settings.group,
    privileged: settings.user === 0,
    speaksUtf8: true,
    umask: settings.umask,
    top,
    open: new Map(),
    mostOpen: settings.mostOpen,
    folders: noFolders(),
  }
  const steps = createSteps(settings)
  const { step } = steps
  const call = (operation: string, path: string, work: () => Errno | undefined, to?: string): Promise<void> =>
    step(
      operation,
      path,
      () => {
        const errno = work()
        if (errno !== undefined) throw diskError(errno, to ?? path)
      },
      to,
    )

  return {
    actor: settings.actor,
    get calls() {
      return steps.calls
    },
    get descriptors() {
      return process.open.size
    },
    get crashed() {
      return steps.crashed
    },
    crash() {
      steps.crash()
      for (const [descriptor, inode] of process.open) closeDescriptor(process, descriptor, inode)
    },
    async list(path) {
      const listed: Listed[] = []
      const { statsAtOnce } = settings
      const entries = await step('list', path, () => {
        const folder = folderToList(process, path)
        const all = listingOf(folder)
        lookAt(process, path, folder, all.length <= statsAtOnce ? all : all.slice(0, statsAtOnce), listed)
        return all
      })
      for (let from = statsAtOnce; from < entries.length; from += statsAtOnce) {
        const some = entries.slice(from, from + statsAtOnce)
        await step('list', path, () => lookAt(process, path, findExisting(process, path, true), some, listed))
      }
      return listed
    },
    lstat: (path) =>
      step('lstat', path, () => {
        const inode = orThrow(find(process, path), path)
        return inode && statsOf(inode)
      }),
    realpath: (path) => step('realpath', path, () => orThrow(realPath(process, path), path).path),
    readlink: (path) =>
      step('readlink', path, () => {
        const inode = orThrow(findExisting(process, path, false), path)
        if (inode.kind !== 'symlink') throw diskError('EINVAL', path)
        return inode.target
      }),
    openFile: (path, access, mode = 0o666) =>
      step('openFile', path, () => {
        const opened = orThrow(openFile(process, path, access, mode), path)
        return openFilePort(process, steps, { path, access, pieces: settings }, opened)
      }),
    openFolder: (path) =>
      step('openFolder', path, () => {
        const opened = orThrow(openFolder(process, path), path)
        return openFolderPort(process, steps, path, settings.descriptorPaths, opened)
      }),
    mkdir: (path, mode = 0o777) => call('mkdir', path, () => mkdir(process, path, mode)),
    rmdir: (path) => call('rmdir', path, () => rmdir(process, path)),
    link: (from, to) => call('link', from, () => link(process, from, to), to),
    symlink: (target, path) => call('symlink', path, () => symlink(process, target, path)),
    rename: (from, to) => call('rename', from, () => rename(process, from, to), to),
    unlink: (path) => call('unlink', path, () => unlink(process, path)),
    chmod: (path, mode) => call('chmod', path, () => chmod(process, path, mode)),
    chown: (path, owner, group) => call('chown', path, () => chown(process, path, owner, group)),
    utimes: (path, modified) => call('utimes', path, () => utimes(process, path, modified)),
    space: (path) => step('space', path, () => orThrow(space(process, path), path)),
    mountPoints: () =>
      step('mountPoints', '/proc/self/mountinfo', () =>
        settings.descriptorPaths ? mountPoints() : new Map<string, Mounted>(),
      ),
  }
}

function orThrow<Value>(value: Value | Errno, path: string): Value {
  if (typeof value === 'string') throw diskError(value as Errno, path)
  return value
}

function folderToList(process: Process, path: string): Folder {
  const folder = orThrow(findExisting(process, path, true), path)
  if (folder.kind !== 'folder') throw diskError('ENOTDIR', path)
  if (!may(process, folder, 'read')) throw diskError('EACCES', path)
  return folder
}

/** lstat of each name, by its path as it is by now: `place` is what the folder's path leads to. */
function lookAt(
  process: Process,
  folder: string,
  place: Inode | Errno,
  entries: readonly Entry[],
  listed: Listed[],
): void {
  const isFolder = typeof place !== 'string' && place.kind === 'folder'
  const maySearch = isFolder && may(process, place, 'search')
  for (const { name } of entries) {
    const inode = isFolder ? through(place.entries.get(keyIn(place.volume, name))?.inode) : undefined
    if (!name.isWellFormed()) {
      const found = inode && maySearch ? statsOf(inode) : undefined
      listed.push({ name: name.toWellFormed(), stats: undefined, fault: 'not-utf8', found })
    } else if (isFolder && !maySearch)
      listed.push({ name, stats: undefined, fault: diskError('EACCES', `${folder}/${name}`) })
    else if (inode !== undefined) listed.push({ name, stats: statsOf(inode) })
  }
}
