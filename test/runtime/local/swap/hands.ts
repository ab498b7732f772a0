import {
  type Dirent,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** What somebody does on a disk in the middle of a test, and what is to be seen there. Paths are absolute. */
export interface Hands {
  /** In place; makes the folders above. */
  write(path: string, content: string): void
  /** With the folders above; one that is there is fine. */
  mkdir(path: string): void
  rename(from: string, to: string): void
  /** With all that is below; nothing is fine. */
  remove(path: string): void
  symlink(target: string, path: string): void
  /** Whether anything is there, a symlink that leads nowhere too. */
  exists(path: string): boolean
  text(path: string): string
  list(path: string): string[]
  /** Everything below a folder by its path from there: a file's text, '' for a folder, whose path ends with `/`, `(symlink)` for one. */
  tree(path: string, wanted?: (name: string) => boolean): Record<string, string>
}

/** On the disk of this machine. */
export const realHands: Hands = {
  write(path, content) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  },
  mkdir: (path) => {
    mkdirSync(path, { recursive: true })
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  symlink: (target, path) => symlinkSync(target, path),
  exists: (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  text: (path) => readFileSync(path, 'utf8'),
  list: (path) => readdirSync(path).sort(),
  tree: (path, wanted = () => true) => treeOf(path, wanted),
}

function treeOf(folder: string, wanted: (name: string) => boolean, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {}
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!wanted(entry.name)) continue
    const relative = prefix + entry.name
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      found[`${relative}/`] = ''
      Object.assign(found, treeOf(path, wanted, `${relative}/`))
    } else found[relative] = contentOf(entry, path)
  }
  return found
}

function contentOf(entry: Dirent, path: string): string {
  if (entry.isFile()) return readFileSync(path, 'utf8')
  return entry.isSymbolicLink() ? '(symlink)' : '(no file)'
}
