import { grouped, visible } from '../../terminal/text.ts'

/** So many names are read by a person; of more, the folders are. */
const mostNames = 40

interface Node {
  readonly path: string
  /** It is one of the paths itself, and does not only lie above some. */
  named: boolean
  /** How many of the paths lie below it. */
  inside: number
  readonly inner: Map<string, Node>
}

/**
 * The lines that name paths (of files and folders, in Dropbox), in order, each two columns in. Of more than `most`, folders stand for what is in
 * them: the fullest are opened as long as there are lines left. Then a last line says how to see every name.
 */
export function listPaths(paths: readonly string[], most: number = mostNames): string[] {
  const line = (text: string): string => `  ${visible(text)}`
  if (paths.length <= most) return paths.toSorted().map(line)
  const open = openedIn(treeOf(paths), most)
  return [
    ...open.sort((one, other) => (one.path < other.path ? -1 : 1)).map((node) => line(textOf(node))),
    '  "dropbox approve --all" shows every name.',
  ]
}

function treeOf(paths: readonly string[]): Node {
  const top: Node = { path: '', named: false, inside: 0, inner: new Map() }
  for (const path of paths) {
    let node = top
    for (const name of path.split('/').slice(1)) {
      node.inside++
      const next = node.inner.get(name) ?? newNode(`${node.path}/${name}`)
      node.inner.set(name, next)
      node = next
    }
    node.named = true
  }
  return top
}

function newNode(path: string): Node {
  return { path, named: false, inside: 0, inner: new Map() }
}

/** Opens the fullest folder again and again, while what is shown then still fits. A folder that goes as a whole stays closed. */
function openedIn(top: Node, most: number): Node[] {
  const open = new Set([top])
  for (;;) {
    const fits = [...open].filter(
      (node) => !node.named && node.inner.size > 0 && open.size - 1 + node.inner.size <= most,
    )
    const fullest = fits.sort((one, other) => other.inside - one.inside)[0]
    if (fullest === undefined) return [...open]
    open.delete(fullest)
    for (const inner of fullest.inner.values()) open.add(inner)
  }
}

function textOf({ path, named, inside }: Node): string {
  const count = grouped(inside)
  const items = inside === 1 ? 'file or folder' : 'files and folders'
  if (named) return inside === 0 ? path : `${path} with the ${count} ${items} in it`
  return `${count} ${items} in ${path === '' ? 'the Dropbox folder' : path}`
}
