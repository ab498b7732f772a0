import { DiskError, type Files, type OpenFile, type OpenFolder } from '../../../runtime/ports/files.ts'

/** One call on the disk. `name` is the method, of an open file or folder with `file.` or `folder.` before it. */
export interface Call {
  readonly name: string
  readonly path: string
  readonly arguments: readonly unknown[]
}

/** Does something, or fails, before a call is made. */
export type Hook = (call: Call) => void | Promise<void>

/** A disk whose every call (but `at`, which touches nothing) goes by `hook` first. */
export function hookedFiles(files: Files, hook: Hook): Files {
  const pass =
    <Arguments extends unknown[], Value>(name: string, method: (...given: Arguments) => Promise<Value>) =>
    async (...given: Arguments): Promise<Value> => {
      await hook({ name, path: String(given[0] ?? ''), arguments: given })
      return method(...given)
    }
  const passOn =
    <Value>(name: string, path: string, method: () => Promise<Value>) =>
    async (): Promise<Value> => {
      await hook({ name, path, arguments: [] })
      return method()
    }
  const hookedFile = (file: OpenFile, path: string): OpenFile => ({
    stats: passOn('file.stats', path, () => file.stats()),
    async read(buffer, position) {
      await hook({ name: 'file.read', path, arguments: [buffer, position] })
      return file.read(buffer, position)
    },
    async write(bytes, position) {
      await hook({ name: 'file.write', path, arguments: [bytes, position] })
      return file.write(bytes, position)
    },
    sync: passOn('file.sync', path, () => file.sync()),
    close: passOn('file.close', path, () => file.close()),
    [Symbol.asyncDispose]: () => file.close(),
  })
  const hookedFolder = (folder: OpenFolder, path: string): OpenFolder => ({
    stats: passOn('folder.stats', path, () => folder.stats()),
    at: (name) => folder.at(name),
    sync: passOn('folder.sync', path, () => folder.sync()),
    close: () => folder.close(),
    [Symbol.asyncDispose]: () => folder.close(),
  })
  return {
    list: pass('list', files.list),
    lstat: pass('lstat', files.lstat),
    realpath: pass('realpath', files.realpath),
    readlink: pass('readlink', files.readlink),
    async openFile(path, access, mode) {
      await hook({ name: 'openFile', path, arguments: [path, access, mode] })
      return hookedFile(await files.openFile(path, access, mode), path)
    },
    async openFolder(path) {
      await hook({ name: 'openFolder', path, arguments: [path] })
      return hookedFolder(await files.openFolder(path), path)
    },
    mkdir: pass('mkdir', files.mkdir),
    rmdir: pass('rmdir', files.rmdir),
    link: pass('link', files.link),
    symlink: pass('symlink', files.symlink),
    rename: pass('rename', files.rename),
    unlink: pass('unlink', files.unlink),
    chmod: pass('chmod', files.chmod),
    chown: pass('chown', files.chown),
    utimes: pass('utimes', files.utimes),
    space: pass('space', files.space),
    mountPoints: pass('mountPoints', files.mountPoints),
  }
}

/** Thrown by a process that is no more. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** A disk that is reached for `calls` calls and then never again, as by a process that is killed. */
export function killedAfter(files: Files, calls: number): Files {
  let made = 0
  return hookedFiles(files, () => {
    if (made >= calls) throw new Killed('killed')
    made++
  })
}

/** How many calls `work` makes. */
export async function countCalls(files: Files, work: (files: Files) => Promise<unknown>): Promise<number> {
  let made = 0
  await work(
    hookedFiles(files, () => {
      made++
    }),
  )
  return made
}

/** A disk that never flushes, for tests of what is where and not of what survives a power cut: flushing is most of their time. */
export function unflushed(files: Files): Files {
  const nothing = async (): Promise<void> => undefined
  return {
    ...files,
    openFile: async (...given) => ({ ...(await files.openFile(...given)), sync: nothing }),
    openFolder: async (...given) => ({ ...(await files.openFolder(...given)), sync: nothing }),
  }
}

/** As overlayfs: a folder of the image cannot be renamed. `inImage` are the inodes of those; without it every folder is one. */
export function withoutFolderRenames(files: Files, inImage?: ReadonlySet<number>): Files {
  return hookedFiles(files, async ({ name, path }) => {
    if (name !== 'rename') return
    const there = await files.lstat(path)
    if (there?.kind === 'folder' && inImage?.has(there.inode) !== false)
      throw new DiskError('other-device', path, { errno: 'EXDEV' })
  })
}
