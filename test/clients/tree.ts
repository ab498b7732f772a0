import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** Files by their path below a folder, with `/` at the end and null for an empty folder. */
export type Tree = Readonly<Record<string, Buffer | null>>

/** Names and sizes that clients trip over. */
export const SAMPLE: Tree = {
  'empty.txt': Buffer.alloc(0),
  one: Buffer.from('1'),
  'Ordner mit Leerzeichen/Grüße 😀.txt': Buffer.from('Hallo'),
  'Ordner mit Leerzeichen/日本語/深い/ファイル': Buffer.from('konnichiwa'),
  'quotes \' and "double"/%41+&?#=;.txt': Buffer.from('x'),
  'many/dots.tar.gz': Buffer.alloc(70_000, 'dots'),
  'many/blocks.bin': Buffer.alloc(9 * 1024 * 1024 + 1, 'block'),
  'nothing in here/': null,
}

/** A few folders of small files, each with its number as content. */
export function numberedFiles(count: number): Tree {
  return Object.fromEntries(
    Array.from({ length: count }, (_, number) => [`f${number % 7}/${number}`, Buffer.from(`file ${number}`)]),
  )
}

/** Writes a tree below a folder. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const place = join(folder, path)
    await mkdir(content === null ? place : dirname(place), { recursive: true })
    if (content !== null) await writeFile(place, content)
  }
}

/** What a tree holds, in a form that is quick to compare: the SHA-256 of each file, null for an empty folder. */
export type Digests = Readonly<Record<string, string | null>>

/** The digests of a tree that is not on a disk. */
export function digestsOf(tree: Tree): Digests {
  return Object.fromEntries(Object.entries(tree).map(([path, content]) => [path, content && digest(content)]))
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The digests of everything below a folder. */
export async function readDigests(folder: string): Promise<Digests> {
  const tree: Record<string, string | null> = {}
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const place = join(entry.parentPath, entry.name)
    const path = relative(folder, place)
    if (entry.isFile()) tree[path] = digest(await readFile(place))
    else if ((await readdir(place)).length === 0) tree[`${path}/`] = null
  }
  return tree
}
