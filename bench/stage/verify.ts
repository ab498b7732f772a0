import type { DropboxUser } from '../../test/chaos/dropbox-user.ts'
import { createTreeReader } from '../../test/chaos/tree-reader.ts'

/** A contestant that was quick because it left something out. */
export class Incomplete extends Error {
  override readonly name = 'Incomplete'
}

/** Throws Incomplete unless a Dropbox holds exactly these files. Folders do not count. */
export async function verifyCloud(user: DropboxUser, expected: ReadonlyMap<string, string>): Promise<void> {
  compare('Dropbox', await user.tree(), expected)
}

/** Throws Incomplete unless a folder holds exactly these files, read anew. */
export function verifyDisk(folder: string, expected: ReadonlyMap<string, string>): void {
  compare('the disk', createTreeReader(folder).tree(), expected)
}

function compare(
  place: string,
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): void {
  const files = [...found].filter(([, hash]) => hash !== '/')
  const wrong = files.find(([path, hash]) => expected.get(path) !== hash)
  if (files.length === expected.size && wrong === undefined) return
  const example = wrong?.[0] ?? [...expected.keys()].find((path) => !found.has(path))
  throw new Incomplete(
    `${place} holds ${files.length} of ${expected.size} files, or others: see ${example ?? 'the folders'}`,
  )
}
