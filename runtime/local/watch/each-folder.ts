import { type Dirent, type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs'
import { basename } from 'node:path'
import { isIgnoredEverywhere } from '../../core/names.ts'
import { takeTurns } from '../node/turns.ts'
import { type Watcher, type WatchOrder, watchFailure } from './watcher.ts'

/** A folder under watch, with the watched folders in it. */
interface Node {
  readonly path: string
  readonly inode: number
  watcher: FSWatcher | undefined
  readonly children: Map<string, Node>
  closed: boolean
}

/**
 * Watches each folder by itself: the way with the least memory and time for large trees. Folders that come later are watched as soon as
 * they are seen, and those that go are let go. At the inotify limit it keeps what it has, folders near the root first.
 */
export async function watchEachFolder({ root, ignored, hints }: WatchOrder): Promise<Watcher> {
  const turns = takeTurns(10)
  let folders = 0
  let shortfall: string | undefined
  let closed = false

  const begin = (path: string): Node | undefined => {
    try {
      const node: Node = {
        path,
        inode: lstatSync(path).ino,
        watcher: undefined,
        children: new Map(),
        closed: false,
      }
      const watcher = watch(path, { persistent: false }, (event, name) => seen(node, event, name))
      watcher.on('error', () => hints.touched(path))
      node.watcher = watcher
      folders++
      return node
    } catch (error) {
      shortfall ??= watchFailure(error)
      return undefined
    }
  }

  const end = (node: Node): void => {
    node.closed = true
    node.watcher?.close()
    folders--
    for (const child of node.children.values()) end(child)
  }

  /** Watches everything below a watched folder. `fresh`: what is in a new folder may have come before its watch did. */
  const fill = async (top: Node, fresh: boolean): Promise<void> => {
    const waiting = [top]
    for (let node = waiting.shift(); node !== undefined && !closed; node = waiting.shift()) {
      await turns()
      if (node.closed) continue
      if (fresh) hints.touched(node.path)
      for (const name of foldersIn(node.path)) {
        const path = `${node.path}/${name}`
        if (node.children.has(name) || ignored(path)) continue
        const child = begin(path)
        if (child === undefined) continue
        node.children.set(name, child)
        waiting.push(child)
      }
    }
  }

  const seen = (node: Node, event: string, name: string | null): void => {
    if (node.closed) return
    hints.touched(node.path)
    if (event !== 'rename' || name === null) return
    // A folder that is moved or removed tells so itself as well, by its own name.
    if (node.path === root && name === basename(root) && inodeOf(root) !== node.inode) hints.everything()
    const path = `${node.path}/${name}`
    const inode = inodeOf(path)
    const child = node.children.get(name)
    if (child !== undefined && child.inode !== inode) {
      node.children.delete(name)
      end(child)
    }
    if (inode === undefined || node.children.has(name) || isIgnoredEverywhere(name) || ignored(path)) return
    const begun = begin(path)
    if (begun === undefined) return
    node.children.set(name, begun)
    fill(begun, true).catch(() => hints.everything())
  }

  const top = begin(root)
  if (top !== undefined) await fill(top, false)
  return {
    folders: () => folders,
    shortfall: () => shortfall,
    async close() {
      closed = true
      if (top !== undefined && !top.closed) end(top)
    },
  }
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

/** The inode of a folder, or undefined when no folder is there. */
function inodeOf(path: string): number | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    return stats?.isDirectory() ? stats.ino : undefined
  } catch {
    // What cannot be looked at cannot be watched either.
    return undefined
  }
}
