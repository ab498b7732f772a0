import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Copies a folder as it is on the disk now: files of one inode are one in the copy as well, symlinks point where they pointed. */
export function copyTree(source: string, copy: string): void {
  const copies = new Map<number, string>()
  const visit = (from: string, to: string): void => {
    mkdirSync(to)
    for (const { name } of readdirSync(from, { withFileTypes: true })) {
      const [path, target] = [join(from, name), join(to, name)]
      const stats = lstatSync(path)
      const twin = copies.get(stats.ino)
      if (stats.isDirectory()) visit(path, target)
      else if (stats.isSymbolicLink()) symlinkSync(readlinkSync(path), target)
      else if (twin !== undefined) linkSync(twin, target)
      else {
        copyFileSync(path, target)
        copies.set(stats.ino, target)
      }
    }
  }
  visit(source, copy)
}
