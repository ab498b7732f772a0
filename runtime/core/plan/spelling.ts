import { isSpelled } from '../agreement.ts'
import { type DisplayPath, joinPath, nameOf, type PathKey, parentOf } from '../path.ts'
import type { TreeView, Triple } from '../tree.ts'

/** Gives a key as people know it. */
export type Speller = (path: PathKey) => DisplayPath

/**
 * Spells keys out as people know them: each folder in Dropbox's spelling where Dropbox has it, else in the box's, else in the
 * last one both agreed on. Folders are looked up once per speller.
 */
export function spellerOf(view: TreeView): Speller {
  const folders = new Map<PathKey, DisplayPath>([['', '']])

  const spell = (path: PathKey): DisplayPath => {
    return joinPath(spellFolder(parentOf(path)), spelledName(path, view.get(path)))
  }

  const spellFolder = (path: PathKey): DisplayPath => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const spelled = spell(path)
    folders.set(path, spelled)
    return spelled
  }

  return (path) => (path === '' ? '' : spell(path))
}

/** The last component of a path as people spell it: as Dropbox does, or else the box. */
export function spelledName(path: PathKey, { remote, local, synced }: Triple): string {
  const told = remote !== undefined && isSpelled(remote) ? remote.name : undefined
  return told ?? local?.name.normalize('NFC') ?? synced?.name ?? nameOf(path)
}
