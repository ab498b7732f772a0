import { type Content, shareContent } from './content.ts'
import type { Entry, Folder, Inode } from './inode.ts'
import type { Change, Part } from './journal.ts'
import { countAnew } from './power-loss.ts'
import type { Machine, Volume } from './volume.ts'

/**
 * Copies volumes for another machine, with their journals and what of each file is not flushed. Nobody has anything open on the copies: what
 * had no name any more is gone. Content is shared until somebody writes.
 */
export function copyVolumes(machine: Machine, volumes: Iterable<Volume>): Map<Volume, Volume> {
  const copies = new Map<Volume, Volume>()
  const inodes = new Map<Inode, Inode>()

  const volumeOf = (volume: Volume): Volume => {
    const known = copies.get(volume)
    if (known !== undefined) return known
    const copy: Volume = { ...volume, machine, freed: [...volume.freed], journal: { ...volume.journal } }
    copies.set(volume, copy)
    copy.root = folderOf(volume.root)
    copy.mountedOn = volume.mountedOn && folderOf(volume.mountedOn)
    copy.journal.changes = volume.journal.changes.map(changeOf)
    return copy
  }
  const folderOf = (folder: Folder): Folder => {
    const known = inodes.get(folder)
    if (known?.kind === 'folder') return known
    const { parent, mounted } = folder
    const copy: Folder = {
      ...folder,
      volume: volumeOf(folder.volume),
      opens: 0,
      entries: new Map(),
      listing: undefined,
      parent: undefined,
      mounted: undefined,
    }
    inodes.set(folder, copy)
    for (const [key, entry] of folder.entries) copy.entries.set(key, entryOf(entry))
    copy.parent = parent && folderOf(parent)
    copy.mounted = mounted && volumeOf(mounted)
    return copy
  }
  const inodeOf = (inode: Inode): Inode => {
    if (inode.kind === 'folder') return folderOf(inode)
    const known = inodes.get(inode)
    if (known !== undefined) return known
    const parts = { volume: volumeOf(inode.volume), opens: 0, parent: undefined }
    const copy: Inode =
      inode.kind === 'file'
        ? { ...inode, ...parts, content: contentOf(inode.content) }
        : { ...inode, ...parts }
    inodes.set(inode, copy)
    copy.parent = inode.parent && folderOf(inode.parent)
    return copy
  }
  const entryOf = ({ name, inode }: Entry): Entry => ({ name, inode: inodeOf(inode) })
  const changeOf = ({ at, logged, parts }: Change): Change => ({ at, logged, parts: parts.map(partOf) })
  const partOf = (part: Part): Part =>
    part.kind === 'attributes'
      ? { ...part, inode: inodeOf(part.inode) }
      : {
          ...part,
          folder: folderOf(part.folder),
          before: part.before && entryOf(part.before),
          after: part.after && entryOf(part.after),
        }

  for (const volume of volumes) volumeOf(volume)
  for (const copy of copies.values()) countAnew(copy)
  return copies
}

function contentOf(content: Content): Content {
  const { flushed } = content
  return { ...shareContent(content), flushed: flushed && { ...flushed } }
}
