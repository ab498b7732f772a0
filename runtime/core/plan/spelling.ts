import { isSpelled } from '../agreement.ts'
import { type DisplayPath, joinPath, type PathKey, parentOf } from '../path.ts'
import type { TreeView } from '../tree.ts'

/**
 * Spells keys out as people know them: each folder in Dropbox's spelling where Dropbox has it, else in the box's, else in the
 * last one both agreed on. Folders are looked up once per speller.
 */
export function spellerOf(view: TreeView): (path: PathKey) => DisplayPath {
  const folders = new Map<PathKey, DisplayPath>([['', '']])

  const spell = (path: PathKey): DisplayPath => {
    const { remote, local, synced } = view.get(path)
    const told = remote !== undefined && isSpelled(remote) ? remote.name : undefined
    const name = told ?? local?.name.normalize('NFC') ?? synced?.name ?? path.slice(path.lastIndexOf('/') + 1)
    return joinPath(spellFolder(parentOf(path)), name)
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
