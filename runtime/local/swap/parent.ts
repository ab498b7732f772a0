import { DiskError, type Files, isDiskError, type OpenFolder } from '../../ports/files.ts'

/** The open folder in which something is to be done, reached from the root without following any symlink. */
export interface Parent extends AsyncDisposable {
  /** A path that leads to the target in this very folder. */
  readonly at: (name: string) => string
  readonly name: string
  /** From the root, without a leading slash. */
  readonly relative: string
  /** The folder by its path, for flushing. */
  readonly path: string
}

/** An open folder in which several things are to be done, one after the other; whoever opened it closes it. */
export interface SharedParent extends AsyncDisposable {
  /** The folder as the parent of one of them. Closing that leaves it open. */
  of(name: string): Parent
  /** The folder by its path. */
  readonly path: string
  /** Whether its path still leads to it: what was put into one that was moved away is not at that path. Throws DiskError. */
  stands(): Promise<boolean>
}

/**
 * Opens the folder that holds `target` (absolute, within `root`), component by component. undefined when a component is missing or is
 * no real folder: a symlink that somebody put there cannot lead out of the root. Throws DiskError when the root itself is not there.
 */
export async function openParent(files: Files, root: string, target: string): Promise<Parent | undefined> {
  const shared = await openSharedParent(files, root, target)
  if (shared === undefined) return undefined
  const parent = shared.of(target.slice(target.lastIndexOf('/') + 1))
  return { ...parent, [Symbol.asyncDispose]: () => shared[Symbol.asyncDispose]() }
}

/** As `openParent`, for all that is to be done in the folder that holds `target`. */
export async function openSharedParent(
  files: Files,
  root: string,
  target: string,
): Promise<SharedParent | undefined> {
  const components = componentsOf(root, target)
  components.pop()
  let folder = await files.openFolder(root)
  try {
    for (const component of components) {
      const inner = await files.openFolder(folder.at(component))
      await folder.close()
      folder = inner
    }
  } catch (error) {
    await folder.close()
    if (isDiskError(error, 'missing', 'not-a-folder', 'loop', 'changed')) return undefined
    throw error
  }
  return asShared(files, folder, root, components)
}

function asShared(files: Files, folder: OpenFolder, root: string, above: readonly string[]): SharedParent {
  const path = [root, ...above].join('/')
  return {
    path,
    of: (name) => ({
      at: (entry) => folder.at(entry),
      name,
      relative: [...above, name].join('/'),
      path,
      [Symbol.asyncDispose]: async () => undefined,
    }),
    async stands() {
      const [there, open] = [await files.lstat(path), await folder.stats()]
      return there?.inode === open.inode && there.device === open.device
    },
    [Symbol.asyncDispose]: () => folder.close(),
  }
}

function componentsOf(root: string, target: string): string[] {
  const components = target.startsWith(`${root}/`) ? target.slice(root.length + 1).split('/') : []
  if (components.length === 0 || components.some((component) => /^\.{0,2}$/.test(component)))
    throw new DiskError('invalid', target, { message: `${target} is not a path inside ${root}` })
  return components
}
