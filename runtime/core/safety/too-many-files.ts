import type { DisplayPath } from '../path.ts'

/** New files that one plan would send, more than anybody is likely to have meant. */
export interface TooManyFiles {
  readonly files: number
  readonly limit: number
  /** The folders that hold most of them, the fullest first. */
  readonly folders: readonly FullFolder[]
}

/** A folder, as people spell it, and how many of the files are in it or below it. */
export interface FullFolder {
  readonly path: DisplayPath
  readonly files: number
}

/**
 * So many new files go up unasked. What a program unpacks or installs by mistake is more than that, or fits into a few minutes of sending; what
 * people make in between two looks is far less. How many files there are in all does not count: that is what a person chose when linking a folder.
 */
export const unaskedNewFiles = 100_000

const mostFolders = 5
/** A folder stands for the one above it when it holds so much of what is in there. */
const nearlyAll = 0.9

/** Finds out whether these new files (their paths in Dropbox) are too many, and where most of them are. */
export function findTooManyFiles(paths: readonly DisplayPath[], limit: number): TooManyFiles | undefined {
  if (paths.length <= limit) return undefined
  return { files: paths.length, limit, folders: fullestFolders(paths) }
}

interface Node {
  readonly path: DisplayPath
  files: number
  readonly folders: Map<string, Node>
}

/**
 * The folder that holds nearly all of the files, as deep as there is one; else of each folder at the top the same, the five fullest. So it is
 * `/app/node_modules` that is named, and neither `/` nor one of its thousand packages.
 */
function fullestFolders(paths: readonly DisplayPath[]): FullFolder[] {
  const top: Node = { path: '', files: 0, folders: new Map() }
  for (const path of paths) count(top, path.split('/').slice(1, -1))
  const first = deepest(top)
  const nodes = first === top && top.folders.size > 0 ? [...top.folders.values()].map(deepest) : [first]
  return nodes
    .sort((one, other) => other.files - one.files)
    .slice(0, mostFolders)
    .map(({ path, files }) => ({ path, files }))
}

function count(top: Node, folders: readonly string[]): void {
  let node = top
  node.files++
  for (const name of folders) {
    const next = node.folders.get(name) ?? { path: `${node.path}/${name}`, files: 0, folders: new Map() }
    node.folders.set(name, next)
    next.files++
    node = next
  }
}

function deepest(node: Node): Node {
  for (const inner of node.folders.values()) if (inner.files >= node.files * nearlyAll) return deepest(inner)
  return node
}
