import type { PathKey } from '../core/path.ts'

/**
 * Enough for the effects of one transaction while many small files come: each is about few paths, a file, its folder, and where both came from. Each
 * takes about a kilobyte.
 */
const capacity = 512

/**
 * Remembers what was read and written last: to record one effect the same few rows are looked for again and again. Whoever changes a row in
 * another way than by `put` must `delete` it.
 */
export interface NodeCache<Node extends { readonly path: PathKey }> {
  get(path: PathKey): Node | undefined
  put(node: Node): void
  delete(path: PathKey): void
  clear(): void
}

/** The node that was put in first leaves first. */
export function nodeCache<Node extends { readonly path: PathKey }>(): NodeCache<Node> {
  const nodes = new Map<PathKey, Node>()
  return {
    get: (path) => nodes.get(path),
    put(node) {
      nodes.delete(node.path)
      nodes.set(node.path, node)
      if (nodes.size <= capacity) return
      const [oldest] = nodes.keys()
      if (oldest !== undefined) nodes.delete(oldest)
    },
    delete: (path) => void nodes.delete(path),
    clear: () => nodes.clear(),
  }
}
