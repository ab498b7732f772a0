import { type Dirent, type FSWatcher, watch as fsWatch, lstatSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { isIgnoredEverywhere } from '../../core/names.ts'
import { takeTurns } from '../node/turns.ts'
import { exchanges } from './most-recent.ts'
import { type Watcher, type WatchOrder, watchFailure } from './watcher.ts'

/** A folder that is there, with the folders in it. */
interface Node {
  readonly path: string
  readonly inode: number
  /** ms since 1970: when something in it changed last. */
  recent: number
  /** Undefined where there was no watch left for it. */
  watcher: FSWatcher | undefined
  readonly children: Map<string, Node>
  closed: boolean
}

/** As fs.watch, for one folder. */
export type WatchFolder = (path: string, seen: (event: string, name: string | null) => void) => FSWatcher

const watchOne: WatchFolder = (path, seen) => fsWatch(path, { persistent: false }, seen)

/**
 * Watches each folder by itself: the way with the least memory and time for large trees. Folders that come later are watched as soon as
 * they are seen, and those that go are let go; `reconcile` finds those of which no event told. At the inotify limit the folders that
 * changed last have the watches; the others are for the scan.
 */
export async function watchEachFolder(
  { root, ignored, hints }: WatchOrder,
  watch: WatchFolder = watchOne,
): Promise<Watcher> {
  const turns = takeTurns(10)
  let all = 0
  let watched = 0
  let failure: string | undefined
  let closed = false
  let top: Node | undefined

  const attach = (node: Node): boolean => {
    try {
      const watcher = watch(node.path, (event, name) => seen(node, event, name))
      watcher.on('error', () => hints.touched(node.path))
      node.watcher = watcher
      watched++
      return true
    } catch (error) {
      failure = watchFailure(error) ?? failure
      return false
    }
  }

  const detach = (node: Node): void => {
    if (node.watcher === undefined) return
    node.watcher.close()
    node.watcher = undefined
    watched--
  }

  const begin = (path: string): Node | undefined => {
    const found = folderAt(path)
    if (found === undefined) return undefined
    const { inode, modified } = found
    const node: Node = {
      ...{ path, inode, recent: modified, watcher: undefined },
      ...{ children: new Map(), closed: false },
    }
    all++
    attach(node)
    return node
  }

  const end = (node: Node): void => {
    node.closed = true
    detach(node)
    all--
    for (const child of node.children.values()) end(child)
  }

  /** Brings a folder and all below it up to what is there. `fresh`: what is in a new folder may have come before its watch did. */
  const fill = async (start: Node, fresh: boolean): Promise<void> => {
    const waiting = [start]
    for (let node = waiting.shift(); node !== undefined && !closed; node = waiting.shift()) {
      await turns()
      if (node.closed) continue
      if (fresh) hints.touched(node.path)
      const names = new Set(foldersIn(node.path))
      for (const [name, child] of node.children) if (!names.has(name)) drop(node, name, child)
      for (const name of names) {
        const path = `${node.path}/${name}`
        if (!ignored(path)) meet(node, name, waiting)
      }
    }
  }

  const drop = (node: Node, name: string, child: Node): void => {
    node.children.delete(name)
    end(child)
  }

  const meet = (node: Node, name: string, waiting: Node[]): void => {
    const path = `${node.path}/${name}`
    const known = node.children.get(name)
    const found = known && folderAt(path)
    if (known !== undefined && found?.inode === known.inode) {
      known.recent = Math.max(known.recent, found.modified)
      waiting.push(known)
      return
    }
    if (known !== undefined) drop(node, name, known)
    const begun = begin(path)
    if (begun === undefined) return
    node.children.set(name, begun)
    waiting.push(begun)
  }

  const seen = (node: Node, event: string, name: string | null): void => {
    if (node.closed) return
    node.recent = Date.now()
    hints.touched(node.path)
    if (event !== 'rename' || name === null) return
    // A folder that is moved or removed tells so itself as well, by its own name.
    if (node === top && name === basename(root) && folderAt(root)?.inode !== node.inode) hints.everything()
    const path = `${node.path}/${name}`
    const inode = folderAt(path)?.inode
    const child = node.children.get(name)
    if (child !== undefined && child.inode !== inode) drop(node, name, child)
    if (inode === undefined || node.children.has(name) || isIgnoredEverywhere(name) || ignored(path)) return
    const begun = begin(path)
    if (begun === undefined) return
    node.children.set(name, begun)
    fill(begun, true).catch(() => hints.everything())
  }

  /** Gives the watches that there are to the folders that changed last. */
  const share = (): void => {
    if (watched === all || top === undefined) return
    const nodes = [...nodesBelow(top)]
    for (const node of nodes.filter(({ watcher }) => watcher === undefined).sort(byRecency))
      if (!attach(node)) break
    const items = nodes
      .filter((node) => node !== top)
      .map((node) => ({ node, recent: node.recent, watched: node.watcher !== undefined }))
    for (const { out, in: next } of exchanges(items)) {
      detach(out.node)
      attach(next.node)
    }
  }

  const reconcile = async (): Promise<void> => {
    if (top !== undefined && folderAt(root)?.inode !== top.inode) {
      end(top)
      top = undefined
    }
    top ??= begin(root)
    if (top === undefined) return
    await fill(top, false)
    share()
    if (watched === all) failure = undefined
  }

  await reconcile()
  return {
    folders: () => watched,
    shortfall() {
      if (watched === all) return undefined
      const some = `${watched} of ${all} folders are watched, those that changed last`
      return failure === undefined ? some : `${failure}: ${some}`
    },
    async reconcile() {
      if (!closed) await reconcile()
    },
    async close() {
      closed = true
      if (top !== undefined && !top.closed) end(top)
    },
  }
}

function byRecency(one: Node, other: Node): number {
  return other.recent - one.recent
}

function* nodesBelow(node: Node): Generator<Node> {
  yield node
  for (const child of node.children.values()) yield* nodesBelow(child)
}

/** The names of the folders in a folder, symlinks not counted; none when it cannot be read, which the scan tells. */
export function foldersIn(path: string): string[] {
  let entries: Dirent[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isDirectory() && !isIgnoredEverywhere(entry.name))
    .map(({ name }) => name)
}

/** Inode and mtime (ms) of a folder, or undefined when no folder is there. */
function folderAt(path: string): { readonly inode: number; readonly modified: number } | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    return stats?.isDirectory() ? { inode: stats.ino, modified: stats.mtimeMs } : undefined
  } catch {
    // What cannot be looked at cannot be watched either.
    return undefined
  }
}
