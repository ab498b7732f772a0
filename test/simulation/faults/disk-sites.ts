import { cacheFolderName } from '../../../runtime/local/roots/cache-folder.ts'
import type { DiskCall } from '../disk/disk.ts'
import { folder, home } from '../world/box.ts'
import type { DiskKind } from './kinds.ts'

/** What a path is to the agent. */
export function placeOf(path: string, roots: ReadonlySet<string>): string {
  if (path.startsWith('/proc/self/fd/')) return 'synced'
  const cache = path.indexOf(`/${cacheFolderName}`)
  if (cache >= 0) {
    const [name = ''] = path.slice(cache + cacheFolderName.length + 2).split('/')
    if (name === '') return 'cache'
    if (name.startsWith('marker')) return 'marker'
    return name.startsWith('lease') ? 'lease' : name
  }
  if (path.endsWith('/.mignore') || path.endsWith('rules.dropboxignore')) return 'ignore rules'
  if (path.includes('/.git')) return 'repository'
  if (roots.has(path)) return 'root'
  if ([...roots].some((root) => path.startsWith(`${root}/`))) return 'synced'
  return folder.startsWith(path) || home.startsWith(path) ? 'above the root' : 'elsewhere'
}

/** The call site that a call on the disk comes from, as far as can be told from outside: the method, and what it is used on. */
export function diskSiteOf({ operation, path, to }: DiskCall, roots: ReadonlySet<string>): string {
  const target = to === undefined ? '' : ` to ${placeOf(to, roots)}`
  return `${operation} ${placeOf(path, roots)}${target}`
}

const writing = ['mkdir', 'link', 'symlink', 'rename', 'openFile', 'file.write']
const naming = [
  ...['list', 'lstat', 'realpath', 'readlink', 'openFile', 'openFolder', 'mkdir', 'rmdir', 'link'],
  ...['symlink', 'rename', 'unlink', 'chmod', 'chown', 'utimes', 'space', 'mountPoints'],
]
const changing = [
  ...['mkdir', 'rmdir', 'link', 'symlink', 'rename', 'unlink', 'chmod', 'chown', 'utimes', 'openFile'],
]

/** The calls that can fail so, by their manual pages (open(2), rename(2), link(2), unlink(2), write(2), fsync(2), close(2), stat(2) ...). */
const failing: Readonly<Record<DiskKind, readonly string[]>> = {
  ENOSPC: [...writing, 'file.sync', 'folder.sync', 'file.close'],
  EDQUOT: [...writing, 'file.sync', 'folder.sync', 'file.close'],
  EACCES: naming,
  EPERM: [...changing],
  EIO: [
    ...naming,
    ...['file.stats', 'file.read', 'file.write', 'file.sync', 'file.close'],
    ...['folder.stats', 'folder.sync', 'folder.close'],
  ],
  EMFILE: ['openFile', 'openFolder', 'list'],
  ENFILE: ['openFile', 'openFolder', 'list'],
  EROFS: [...changing, 'file.write'],
  ESTALE: [...naming, 'file.stats', 'file.read', 'file.write', 'file.sync', 'folder.stats', 'folder.sync'],
  // lstat tells of what is not there by its answer, so there is nothing for it to throw.
  ENOENT: naming.filter((operation) => operation !== 'lstat'),
  EXDEV: ['link', 'rename'],
  EBUSY: ['rename', 'unlink', 'rmdir', 'openFile', 'mkdir'],
  ENAMETOOLONG: naming,
  ELOOP: naming,
  ENOTEMPTY: ['rmdir', 'rename'],
}

/** Whether a call at this site can fail so. */
export function canFail(site: string, kind: DiskKind): boolean {
  const [operation = ''] = site.split(' ')
  return failing[kind].includes(operation)
}
