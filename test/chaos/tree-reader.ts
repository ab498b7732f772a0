import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHashOf } from '../../runtime/core/content-hash.ts'
import type { ContentHash } from '../../runtime/core/tree.ts'

/** Reads a tree again and again, and only those files anew whose stat has changed. */
export interface TreeReader {
  /** Every path below the folder (NFC), with the content hash of a file or `/` of a folder. The agent's own cache is left out. */
  tree(): Map<string, ContentHash | '/'>
  /** The contents of all files, those in the agent's trash too. */
  contents(): Set<ContentHash>
}

const cacheFolder = '.dropbox.cache'

export function createTreeReader(folder: string): TreeReader {
  const hashes = new Map<string, ContentHash>()

  const hashOf = (path: string): ContentHash | undefined => {
    try {
      const { ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true })
      const stamp = `${ino} ${size} ${mtimeNs} ${ctimeNs}`
      const known = hashes.get(stamp)
      if (known !== undefined) return known
      const hash = contentHashOf(readFileSync(path))
      hashes.set(stamp, hash)
      return hash
    } catch (error) {
      return ignoreMissing(error)
    }
  }
  const visit = (at: string, relative: string, found: Map<string, ContentHash | '/'>): void => {
    for (const entry of listed(at)) {
      if (relative === '' && entry.name === cacheFolder) continue
      const path = join(at, entry.name)
      const name = relative + entry.name.normalize('NFC')
      if (entry.isDirectory()) {
        found.set(name, '/')
        visit(path, `${name}/`, found)
      } else {
        const hash = hashOf(path)
        if (hash !== undefined) found.set(name, hash)
      }
    }
  }
  const read = (at: string): Map<string, ContentHash | '/'> => {
    const found = new Map<string, ContentHash | '/'>()
    visit(at, '', found)
    return found
  }
  return {
    tree: () => read(folder),
    contents() {
      const all = [read(folder), read(join(folder, cacheFolder, 'trash'))]
      return new Set(all.flatMap((tree) => [...tree.values()]))
    },
  }
}

function listed(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    return ignoreMissing(error) ?? []
  }
}

/** The agent works there meanwhile. */
function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined
  throw error
}

/** Where two trees differ, a sentence each. */
export function differences(
  one: { readonly name: string; readonly tree: ReadonlyMap<string, string> },
  other: { readonly name: string; readonly tree: ReadonlyMap<string, string> },
): string[] {
  const paths = new Set([...one.tree.keys(), ...other.tree.keys()])
  return [...paths]
    .filter((path) => one.tree.get(path) !== other.tree.get(path))
    .map(
      (path) =>
        `${one.name} and ${other.name} differ at ${path}: ${one.tree.get(path)} and ${other.tree.get(path)}`,
    )
}
