import type { Entry, Folder } from './inode.ts'

/** The entries of a folder in an order that has nothing to do with their names or ages, as in an ext4 folder, and that stays the same. */
export function listingOf(folder: Folder): readonly Entry[] {
  if (folder.listing === undefined) {
    const { salt } = folder.volume
    const ordered = [...folder.entries.values()].map((entry) => ({ entry, hash: hash(entry.name, salt) }))
    ordered.sort((one, other) => one.hash - other.hash || (one.entry.name < other.entry.name ? -1 : 1))
    folder.listing = ordered.map(({ entry }) => entry)
  }
  return folder.listing
}

/** FNV-1a. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}
