import {
  closeSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { contentHasher } from '../../runtime/core/content-hash.ts'

const whole = process.env['WHOLE_TREE'] !== undefined

/** Real folders of a Debian machine, and how many files of each: more together than fit into one commit. All, some 8,000, only when `WHOLE_TREE` is set. */
const sources = whole ? ['/usr/share/perl', '/usr/include'] : ['/usr/share/perl', '/usr/include/linux']
const mostFiles = whole ? Number.POSITIVE_INFINITY : 600

/** Copies real folders of this machine into `target`, as plain files and folders, and adds names that are hard to carry. */
export function realTree(target: string): void {
  mkdirSync(target, { recursive: true })
  for (const source of sources.filter((folder) => existsSync(folder))) {
    let files = 0
    cpSync(source, join(target, basename(source)), {
      recursive: true,
      filter(path) {
        const stats = lstatSync(path)
        return stats.isDirectory() || (stats.isFile() && files++ < mostFiles)
      },
    })
  }
  removeCaseTwins(target)
  const odd = join(target, 'odd names')
  mkdirSync(join(odd, 'deep', ...Array.from({ length: 30 }, (_, level) => `level ${level}`)), {
    recursive: true,
  })
  const names = [
    'ünïcödé',
    'cafe\u0301 decomposed',
    '名前',
    '🦉 owl',
    '-dash',
    "quote's",
    '"double"',
    'a  b',
    '#hash',
    '%41',
    '$HOME',
    '.hidden',
    'x'.repeat(200),
  ]
  for (const name of names) writeFileSync(join(odd, name), name)
  writeFileSync(join(odd, 'empty'), '')
  mkdirSync(join(odd, 'empty folder'))
}

/** Names that differ only in case are one name to Dropbox; what happens to them has tests of its own. */
function removeCaseTwins(folder: string): void {
  const seen = new Set<string>()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (seen.has(entry.name.toLowerCase())) rmSync(path, { recursive: true })
    else if (entry.isDirectory()) removeCaseTwins(path)
    seen.add(entry.name.toLowerCase())
  }
}

/** Every path below a folder (NFC), with Dropbox's content hash of a file or `/` of a folder. The agent's own cache is left out. */
export function hashesOnDisk(folder: string): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (at: string, relative: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.name === '.dropbox.cache') continue
      const path = join(at, entry.name)
      const name = relative + entry.name.normalize('NFC')
      found.set(name, entry.isDirectory() ? '/' : contentHashOfFile(path))
      if (entry.isDirectory()) visit(path, `${name}/`)
    }
  }
  visit(folder, '')
  return sorted(found)
}

/** One for all files: to make one, and to clear it, costs more than to hash a small file. */
const buffer = Buffer.allocUnsafe(1 << 20)

function contentHashOfFile(path: string): string {
  const hasher = contentHasher()
  const file = openSync(path, 'r')
  try {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      hasher.update(buffer.subarray(0, length))
    }
  } finally {
    closeSync(file)
  }
  return hasher.digest()
}

/** The same of a folder in Dropbox, as the API lists it. */
export async function hashesInDropbox(
  url: string,
  token: string,
  folder: string,
): Promise<Map<string, string>> {
  type Entry = { '.tag': string; path_display: string; content_hash?: string }
  type Page = { entries: Entry[]; cursor: string; has_more: boolean }
  const ask = async (route: string, body: unknown): Promise<Page> => {
    const answer = await fetch(`${url}/2/files/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Page
  }
  const found = new Map<string, string>()
  let page = await ask('list_folder', { path: folder, recursive: true })
  for (;;) {
    for (const entry of page.entries) {
      const relative = entry.path_display.slice(folder.length + 1)
      // The marks of boxes are no part of what syncs.
      if (relative !== '' && !relative.startsWith('.box-parts'))
        found.set(relative, entry.content_hash ?? '/')
    }
    if (!page.has_more) return sorted(found)
    page = await ask('list_folder/continue', { cursor: page.cursor })
  }
}

function sorted(found: Map<string, string>): Map<string, string> {
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)))
}
