import type { FoundFolder } from '../../ports/watch.ts'
import type { FolderWatches } from './fs-watches.ts'

/** A folder that is there, with the folders in it. There may be very many, so that none keeps what can be found out by its parents. */
export interface Node {
  /** Absolute for the root. */
  readonly name: string
  readonly parent: Node | undefined
  readonly inode: number
  /** ms since 1970: when something in it changed last. */
  recent: number
  /** Its ctime at the last look. */
  changed: number
  /** Whether the names in it were read under that ctime, and no more can have come under the same. */
  isRead: boolean
  /** The last scan that found it as it is known, by its number. */
  found: number
  /** Undefined where there was no watch left for it. */
  watcher: ReturnType<ReturnType<FolderWatches>> | undefined
  children: Map<string, Node> | undefined
  /** The names of folders in it that were ignored when it was read. */
  ignored: readonly string[]
  closed: boolean
}

/** Notes the times (ms since 1970) that a folder was seen with; what was read under another ctime is to be read again. */
export function note(node: Node, { modified, changed }: Pick<FoundFolder, 'modified' | 'changed'>): void {
  node.recent = Math.max(node.recent, modified)
  if (node.changed !== changed) node.isRead = false
  node.changed = changed
}

/** A folder and all below it. */
export function* nodesBelow(top: Node): Generator<Node> {
  const waiting = [top]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node
    // One by one: there may be more than a call takes arguments.
    for (const child of node.children?.values() ?? []) waiting.push(child)
  }
}

/** The absolute path of a folder. */
export function pathOf({ name, parent }: Node): string {
  return parent === undefined ? name : `${pathOf(parent)}/${name}`
}

/** The folder at an absolute path that is the top's or below it; undefined where none is known. */
export function nodeAt(top: Node, path: string): Node | undefined {
  let node: Node | undefined = top
  for (const name of path.slice(top.name.length).split('/')) if (name !== '') node = node?.children?.get(name)
  return node
}
