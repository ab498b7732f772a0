import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Bytes of every file below a folder, by path from it; without what the agent keeps there for itself. */
export function filesBelow(folder: string): Map<string, number> {
  const files = new Map<string, number>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !path.includes('/.dropbox.cache/'))
      files.set(relative(folder, path), statSync(path).size)
  }
  return files
}

/** Whether Dropbox holds the very files of a folder on the box: the same paths with the same sizes. */
export function sameFiles(
  folder: string,
  onBox: ReadonlyMap<string, number>,
  inDropbox: ReadonlyMap<string, number>,
): boolean {
  return (
    onBox.size === inDropbox.size &&
    [...onBox].every(([path, bytes]) => inDropbox.get(`${folder}/${path}`) === bytes)
  )
}
