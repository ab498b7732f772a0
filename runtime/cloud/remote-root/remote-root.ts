import { type DisplayPath, isBelow, keyOf, type PathKey } from '../../core/path.ts'

/** The folder of Dropbox that is all this box sees of it. */
export interface RemoteRoot {
  /** `/a/b`, as people spell it. */
  readonly path: DisplayPath
  /** Its id; undefined before it was first listed, when whatever has that place is taken. */
  readonly id: string | undefined
  /** Told its id when it is first listed. Without this a folder that is missing is not made. */
  readonly established: ((id: string) => Promise<void>) | undefined
}

/** Paths below a folder of Dropbox, seen from it and from the top. */
export interface Below {
  /** From the top. What is no path at all stays what it is, for Dropbox to refuse. */
  down(path: string): string
  downKey(path: PathKey): PathKey
  /** From the folder; undefined for what is not below it. */
  up(path: PathKey): PathKey | undefined
  /** The same for a path as it is spelled; folders above may be spelled otherwise than the root is. */
  upDisplay(path: DisplayPath): DisplayPath | undefined
}

/** The paths below `root` (`/a/b`). */
export function pathsBelow(root: DisplayPath): Below {
  const rootKey = keyOf(root)
  const depth = root.split('/').length
  return {
    down: (path) => (path === '' || path.startsWith('/') ? root + path : path),
    downKey: (path) => rootKey + path,
    up: (path) => (isBelow(path, rootKey) ? path.slice(rootKey.length) : undefined),
    upDisplay: (path) =>
      isBelow(keyOf(path), rootKey) ? `/${path.split('/').slice(depth).join('/')}` : undefined,
  }
}
