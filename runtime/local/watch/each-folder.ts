import { basename } from 'node:path'
import { isIgnoredEverywhere } from '../../core/names.ts'
import { takeTurns } from '../node/turns.ts'
import { coarsestClock } from '../version.ts'
import { type Node, nodeAt, nodesBelow, note, pathOf } from './folder-tree.ts'
import { folderAt, foldersIn } from './folders.ts'
import { type FolderWatches, fsWatches } from './fs-watches.ts'
import { leavesBelow } from './leaf-folders.ts'
import { exchanges } from './most-recent.ts'
import { isUnreadable, isWatchLimit, type Watcher, type WatchOrder, watchFailure } from './watcher.ts'

const none: readonly string[] = []

/**
 * Watches each folder by itself: the way with the least memory and time for large trees. Folders that come later are watched as soon as
 * they are seen, and those that go are let go; `reconcile` finds those of which no event told. At the inotify limit the folders that
 * changed last have the watches; the others are for the scan. Folders that cannot be read are for the scan to tell of: no change is missed in
 * them, and they are watched from when they can be.
 */
export async function watchEachFolder(
  { root, ignored, hints }: WatchOrder,
  watches: FolderWatches = fsWatches,
): Promise<Watcher> {
  const turns = takeTurns(10)
  const isLeaf = leavesBelow(root)
  let all = 0
  let watched = 0
  const unreadable = new Set<Node>()
  let failure: { readonly why: string; readonly isLimit: boolean } | undefined
  /** No watch was left for a folder; whether there is one again, is tried when the watches are shared out. */
  let exhausted = false
  let closed = false
  let top: Node | undefined
  /** The number of the scan that is told of, or of the next one. */
  let scan = 1

  const failed = (): void => hints.everything()
  const isComplete = (): boolean => watched + unreadable.size === all

  const attach = (node: Node, path: string): boolean => {
    try {
      node.watcher = watch(path, node)
      watched++
      unreadable.delete(node)
      return true
    } catch (error) {
      if (isUnreadable(error)) unreadable.add(node)
      else failure = failureOf(error) ?? failure
      exhausted ||= isWatchLimit(error)
      return false
    }
  }

  const detach = (node: Node): void => {
    if (node.watcher === undefined) return
    node.watcher.close()
    node.watcher = undefined
    watched--
    exhausted = false
  }

  const begin = (parent: Node | undefined, name: string): Node | undefined => {
    const path = parent === undefined ? name : `${pathOf(parent)}/${name}`
    const found = folderAt(path)
    if (found === undefined) return undefined
    const { inode, modified, changed } = found
    // Written out, since what spreads put together takes a third more memory, and there may be 100,000 of them.
    const node: Node = {
      name,
      parent,
      inode,
      recent: modified,
      changed,
      isRead: false,
      found: 0,
      watcher: undefined,
      children: undefined,
      ignored: none,
      closed: false,
    }
    if (parent !== undefined) {
      parent.children ??= new Map()
      parent.children.set(name, node)
    }
    all++
    if (!exhausted) attach(node, path)
    return node
  }

  const end = (node: Node): void => {
    node.closed = true
    detach(node)
    unreadable.delete(node)
    all--
    for (const child of node.children?.values() ?? []) end(child)
  }

  /** Brings a folder and all below it up to what is there. `fresh`: what is in a new folder may have come before its watch did. */
  const fill = async (start: Node, fresh: boolean): Promise<void> => {
    const waiting = [start]
    for (let node = waiting.pop(); node !== undefined && !closed; node = waiting.pop()) {
      await turns()
      if (node.closed) continue
      const path = pathOf(node)
      if (unreadable.has(node) && attach(node, path)) node.isRead = false
      if (fresh) hints.touched(path)
      const known = [...(node.children?.values() ?? [])]
      const unknown = node.isRead ? node.ignored : unknownIn(node, path)
      const left: string[] = []
      for (const name of unknown) {
        if (ignored(`${path}/${name}`)) left.push(name)
        else if (!node.children?.has(name)) waiting.push(...begun(node, name))
      }
      node.ignored = left.length === 0 ? none : left
      for (const child of known)
        if (!child.closed) waiting.push(...lookAgain(node, child, `${path}/${child.name}`))
    }
  }

  /** Reads the names of the folders in one, lets go of those that are gone, and gives those that are new. */
  const unknownIn = (node: Node, path: string): readonly string[] => {
    // Where something was written just now, a name may yet come under the same ctime.
    const isSettled = Math.abs(Date.now() - node.changed) > coarsestClock
    const names = new Set(isLeaf(path) ? none : foldersIn(path))
    for (const [name, child] of node.children ?? []) if (!names.delete(name)) drop(node, child)
    node.isRead = isSettled
    return [...names]
  }

  const drop = (node: Node, child: Node): void => {
    node.children?.delete(child.name)
    end(child)
  }

  /** The folder that is to be filled where a known one was. */
  const lookAgain = (node: Node, known: Node, path: string): Node[] => {
    if (known.found === scan) return [known]
    const found = folderAt(path)
    if (found?.inode === known.inode) {
      note(known, found)
      return [known]
    }
    drop(node, known)
    return begun(node, known.name)
  }

  const begun = (parent: Node, name: string): Node[] => {
    const node = begin(parent, name)
    return node === undefined ? [] : [node]
  }

  const seen = (node: Node, event: string, name: string | null): void => {
    if (node.closed) return
    node.recent = Date.now()
    const folder = pathOf(node)
    hints.touched(folder)
    if (name === null) return
    if (event !== 'rename') {
      // It may perhaps be read now, with what nobody was told of.
      const child = node.children?.get(name)
      if (child !== undefined && unreadable.has(child)) fillAgain(child)
      return
    }
    // A folder that is moved or removed tells so itself as well, by its own name.
    if (node === top && name === basename(root) && folderAt(root)?.inode !== node.inode) hints.everything()
    const path = `${folder}/${name}`
    const inode = folderAt(path)?.inode
    const child = node.children?.get(name)
    if (child !== undefined && child.inode !== inode) drop(node, child)
    if (inode === undefined || node.children?.has(name) || isIgnoredEverywhere(name) || ignored(path)) return
    for (const fresh of begun(node, name)) fill(fresh, true).catch(() => hints.everything())
  }

  const fillAgain = (node: Node): void => {
    node.isRead = false
    fill(node, true).catch(() => hints.everything())
  }

  /** Gives the watches that there are to the folders that changed last. */
  const share = (): void => {
    if (watched === all || top === undefined) return
    const nodes = [...nodesBelow(top)]
    exhausted = false
    for (const node of nodes.filter(({ watcher }) => watcher === undefined).sort(byRecency))
      if (!attach(node, pathOf(node)) && exhausted) break
    // Where a folder cannot be watched for a reason of its own, another one's watch is no help.
    if (!exhausted) return
    const items = nodes
      .filter((node) => node !== top && !unreadable.has(node))
      .map((node) => ({ node, recent: node.recent, watched: node.watcher !== undefined }))
    for (const { out, in: next } of exchanges(items)) {
      detach(out.node)
      if (!attach(next.node, pathOf(next.node))) attach(out.node, pathOf(out.node))
    }
  }

  const reconcile = async (): Promise<void> => {
    const found = folderAt(root)
    if (top !== undefined && found?.inode !== top.inode) {
      end(top)
      top = undefined
    }
    if (top !== undefined && found !== undefined) note(top, found)
    top ??= begin(undefined, root)
    if (top === undefined) return
    await fill(top, false)
    scan++
    share()
    if (isComplete()) failure = undefined
  }

  const watch = watches(seen, failed)
  await reconcile()
  return {
    folders: () => watched,
    shortfall() {
      if (isComplete()) return undefined
      const some = `${watched} of ${all - unreadable.size} folders are watched`
      if (failure === undefined) return some
      return `${failure.why}: ${some}${failure.isLimit ? ', those that changed last' : ''}`
    },
    found(folder, folders) {
      // One that was broken off may have found what is gone by now.
      if (folder === root) scan++
      const node = folders.length === 0 || top === undefined ? undefined : nodeAt(top, folder)
      if (node === undefined) return
      for (const found of folders) {
        const child = node.children?.get(found.name)
        // It may have come since the scan looked at the folder that it is in: the names there are to be read again.
        if (child === undefined) node.isRead = false
        if (child?.inode !== found.inode) continue
        note(child, found)
        child.found = scan
      }
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

function failureOf(error: unknown): { readonly why: string; readonly isLimit: boolean } | undefined {
  const why = watchFailure(error)
  return why === undefined ? undefined : { why, isLimit: isWatchLimit(error) }
}

function byRecency(one: Node, other: Node): number {
  return other.recent - one.recent
}
