import type { PathKey } from '../../../core/path.ts'
import type { Store } from '../../../ports/store.ts'

/** Something that is true of a root for a while, until everything in it is the same on both sides above all; a start remembers it. */
export interface RootFlag {
  isOf(root: PathKey): boolean
  /** It is true from now on; may be called in a transaction that fails. */
  begin(root: PathKey): void
  /** It is over, or its root is let go of; may be called in a transaction that fails. */
  end(root: PathKey): void
}

/** What is true of roots. */
export interface RootFlags {
  /** The root has not been the same on both sides since it was taken in. */
  readonly firstSync: RootFlag
  /** Since the two sides were last the same, a copy with its marker took the place of the root. */
  readonly copied: RootFlag
  /** Its link got its name on the box, and Dropbox is to have what is in it under that name, too. */
  readonly relinked: RootFlag
  /** What ends when both sides are the same is over for a root. */
  synced(root: PathKey): void
  /** All of it is over for a root. */
  endAll(root: PathKey): void
  /** The root is at another path now; may be called in a transaction that fails. */
  renamed(from: PathKey, to: PathKey): void
}

export function createRootFlags(store: Store): RootFlags {
  const firstSync = createRootFlag(store, 'root-first-sync')
  const copied = createRootFlag(store, 'root-copied')
  const relinked = createRootFlag(store, 'root-relinked')
  const flags = [firstSync, copied, relinked]
  const end = (ended: readonly RootFlag[], root: PathKey): void => {
    for (const flag of ended) if (flag.isOf(root)) flag.end(root)
  }
  return {
    firstSync,
    copied,
    relinked,
    synced: (root) => end([firstSync, copied], root),
    endAll: (root) => end(flags, root),
    renamed(from, to) {
      for (const flag of flags.filter(({ isOf }) => isOf(from))) {
        flag.end(from)
        flag.begin(to)
      }
    },
  }
}

/** What the store says, read once for each root. */
function createRootFlag(store: Store, name: string): RootFlag {
  const read = new Map<PathKey, boolean>()
  const write = (root: PathKey, value: string | undefined): void => {
    store.setValue(`${name}:${root}`, value)
    read.delete(root)
  }
  return {
    isOf(root) {
      const known = read.get(root)
      if (known !== undefined) return known
      const stored = store.value(`${name}:${root}`) !== undefined
      read.set(root, stored)
      return stored
    },
    begin: (root) => write(root, 'yes'),
    end: (root) => write(root, undefined),
  }
}
