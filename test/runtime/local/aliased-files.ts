import { resolve } from 'node:path'
import type { Files, Mounted } from '../../../runtime/ports/files.ts'

/** A disk on which one folder has a second path, `alias`, as by `mount --bind`; an empty folder must stand there. */
export function aliasedFiles(files: Files, alias: string, folder: string): Files {
  const real = (path: string): string =>
    path === alias || path.startsWith(`${alias}/`) ? `${folder}${path.slice(alias.length)}` : path
  return {
    list: (path) => files.list(real(path)),
    lstat: (path) => files.lstat(real(path)),
    realpath: (path) => files.realpath(path),
    readlink: (path) => files.readlink(real(path)),
    openFile: (path, ...given) => files.openFile(real(path), ...given),
    openFolder: (path) => files.openFolder(real(path)),
    mkdir: (path, mode) => files.mkdir(real(path), mode),
    rmdir: (path) => files.rmdir(real(path)),
    link: (from, to) => files.link(real(from), real(to)),
    symlink: (target, path) => files.symlink(target, real(path)),
    rename: (from, to) => files.rename(real(from), real(to)),
    unlink: (path) => files.unlink(real(path)),
    chmod: (path, mode) => files.chmod(real(path), mode),
    chown: (path, owner, group) => files.chown(real(path), owner, group),
    utimes: (path, modified) => files.utimes(real(path), modified),
    space: (path) => files.space(real(path)),
    mountPoints: async () =>
      new Map([
        ['/', { system: 'disk', root: '/' }],
        [alias, { system: 'disk', root: resolve(folder) }],
      ]),
  }
}

/** A table of mounts at these paths, of which nothing more is told. */
export function mountsAt(points: Iterable<string>): ReadonlyMap<string, Mounted> {
  return new Map([...points].map((point) => [point, { system: '', root: '/' }]))
}
