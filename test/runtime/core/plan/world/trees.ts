import { agreementOf } from '../../../../../runtime/core/agreement.ts'
import { isWithin, rebase } from '../../../../../runtime/core/path.ts'
import type { LocalEntry, RemoteEntry, SyncedEntry } from '../../../../../runtime/core/tree.ts'

/** The three trees of a world in memory, and what becomes of contents that leave them. */
export interface Trees {
  readonly remote: Map<string, RemoteEntry>
  readonly local: Map<string, LocalEntry>
  readonly synced: Map<string, SyncedEntry>
  /** Hashes of what the box threw away. */
  readonly trash: string[]
  /** Hashes of what Dropbox could give back. */
  readonly revisions: string[]
  /** A number that was never given before: for inodes, ids and revisions. */
  next(): number
  /** A path of a tree and all below it. */
  below(tree: ReadonlyMap<string, unknown>, path: string): string[]
  removeRemote(path: string): void
  /** `keep`: it goes into the trash. */
  removeLocal(path: string, keep: boolean): void
  /** An entry moves with all below it, and is called otherwise. */
  rebaseIn<Entry extends { name: string }>(
    tree: Map<string, Entry>,
    from: string,
    to: string,
    name: string,
  ): void
  putRemoteFile(path: string, name: string, content: string, id: string): void
  putLocalFile(path: string, name: string, content: string): void
  putLocalFolder(path: string, name: string): void
  /** Writes down that both sides agree on a path. Throws when it is not on both. */
  settlePath(path: string): void
}

export function createTrees(): Trees {
  const remote = new Map<string, RemoteEntry>()
  const local = new Map<string, LocalEntry>()
  const synced = new Map<string, SyncedEntry>()
  const trash: string[] = []
  const revisions: string[] = []
  let counter = 0
  const next = (): number => ++counter

  const below = (tree: ReadonlyMap<string, unknown>, path: string): string[] => {
    const found: string[] = []
    for (const key of tree.keys()) if (isWithin(key, path)) found.push(key)
    return found
  }
  const removeRemote = (path: string): void => {
    for (const key of below(remote, path)) {
      const entry = remote.get(key)
      if (entry?.kind === 'file') revisions.push(entry.hash)
      remote.delete(key)
    }
  }
  const removeLocal = (path: string, keep: boolean): void => {
    for (const key of below(local, path)) {
      const entry = local.get(key)
      if (keep && entry?.kind === 'file') trash.push(entry.hash)
      local.delete(key)
    }
  }
  const rebaseIn = <Entry extends { name: string }>(
    tree: Map<string, Entry>,
    from: string,
    to: string,
    name: string,
  ): void => {
    const moved = below(tree, from).map((key) => [key, tree.get(key)] as const)
    for (const [key] of moved) tree.delete(key)
    for (const [key, entry] of moved) {
      if (entry === undefined) continue
      tree.set(rebase(key, from, to), key === from ? { ...entry, name } : entry)
    }
  }
  const putRemoteFile = (path: string, name: string, content: string, id: string): void => {
    const old = remote.get(path)
    if (old?.kind === 'file' && old.hash !== content) revisions.push(old.hash)
    const rev = `rev${next()}`
    const size = content.length
    remote.set(path, { kind: 'file', name, id, rev, hash: content, size, modified: 0, downloadable: true })
  }
  const putLocalFile = (path: string, name: string, content: string): void => {
    const size = content.length
    const inode = next()
    local.set(path, { kind: 'file', name, inode, born: inode, hash: content, size, modified: 0, changed: 0 })
  }
  const putLocalFolder = (path: string, name: string): void => {
    const inode = next()
    local.set(path, { kind: 'folder', name, inode, born: inode, holdsIgnored: false })
  }
  const settlePath = (path: string): void => {
    const there = remote.get(path)
    const here = local.get(path)
    if (there === undefined || here === undefined) throw new Error(`nothing to settle at ${path}`)
    synced.set(path, agreementOf(there, here))
  }

  return {
    ...{ remote, local, synced, trash, revisions, next, below },
    ...{ removeRemote, removeLocal, rebaseIn, putRemoteFile, putLocalFile, putLocalFolder, settlePath },
  }
}
