import { keyOf } from '../../../runtime/core/path.ts'
import { isDiskError } from '../../../runtime/ports/files.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import type { SimulatedDisk } from '../disk/disk.ts'
import { folder } from './box.ts'
import type { Deed } from './events.ts'
import type { Oracle } from './oracle.ts'

type PersonDeed = Extract<Deed, { readonly path: string }>

/** Does at a box what a person does, if it can be done there now, and tells the oracle what the person saw and wrote. */
export function actAtBox(deed: PersonDeed, disk: SimulatedDisk, oracle: Oracle): void {
  const { hands } = disk
  const at = `${folder}${deed.path}`
  if (!hands.exists(folder) || !isOpen(disk, at)) return
  const standing = hands.stats(at)?.kind
  switch (deed.do) {
    case 'write':
    case 'careless-write':
    case 'append':
    case 'save-by-rename': {
      if (standing !== undefined && standing !== 'file') return
      const before = standing === 'file' ? hands.text(at) : undefined
      const text = deed.do === 'append' && before !== undefined ? `${before}|${deed.content}` : deed.content
      try {
        if (deed.do === 'save-by-rename') {
          hands.write(`${at}.new`, text)
          hands.sync(`${at}.new`)
          hands.rename(`${at}.new`, at)
        } else hands.write(at, text)
        oracle.wrote(text)
      } catch (error) {
        // The disk is full: an editor that writes in place has lost what it had, and knows it.
        if (!isDiskError(error, 'no-space')) throw error
        if (deed.do === 'save-by-rename') return
      }
      if (deed.do !== 'careless-write') syncUpTo(disk, at)
      if (before !== undefined) oracle.replaced(before)
      return
    }
    case 'delete':
      if (standing === undefined) return
      for (const text of textsBelow(disk, at)) oracle.replaced(text)
      hands.remove(at)
      return
    case 'folder':
      if (standing === undefined) tryMkdir(disk, at)
      return
    case 'move': {
      const to = `${folder}${deed.to}`
      if (standing === undefined || hands.exists(to) || to.startsWith(`${at}/`) || !isOpen(disk, to)) return
      const parent = to.slice(0, to.lastIndexOf('/'))
      if (!tryMkdir(disk, parent)) return
      hands.rename(at, to)
      syncUpTo(disk, to)
      syncUpTo(disk, at)
      return
    }
    default:
      deed satisfies never
  }
}

/** The same by somebody else, in Dropbox itself. */
export function actInDropbox(deed: PersonDeed, dropbox: SimulatedDropbox, oracle: Oracle): void {
  const { hands } = dropbox
  const below = dropbox
    .tree()
    .filter(({ key }) => key === keyOf(deed.path) || key.startsWith(`${keyOf(deed.path)}/`))
  const texts = below.flatMap(({ content }) =>
    content === undefined ? [] : [new TextDecoder().decode(content)],
  )
  switch (deed.do) {
    case 'write':
    case 'careless-write':
    case 'append':
    case 'save-by-rename':
      if (!hands.write(deed.path, deed.content).ok) return
      oracle.wrote(deed.content)
      for (const text of texts) oracle.replaced(text)
      return
    case 'delete':
      if (hands.delete(deed.path).ok) for (const text of texts) oracle.replaced(text)
      return
    case 'folder':
      hands.folder(deed.path)
      return
    case 'move':
      hands.move(deed.path, deed.to)
      return
    default:
      deed satisfies never
  }
}

/** At the end a person gives everything a name that can sync. */
export function tidyNames({ hands }: SimulatedDisk): void {
  if (!hands.exists(folder)) return
  const misnamed = Object.keys(hands.tree(folder))
    .map((name) => name.replace(/\/$/, ''))
    .filter((name) => name.endsWith('\\') && !name.startsWith('.dropbox.cache'))
  for (const [index, name] of misnamed.toSorted((one, other) => other.length - one.length).entries())
    hands.rename(`${folder}/${name}`, `${folder}/${name.slice(0, -1)} tidied ${index}`)
}

/** Whether every component above a path is a folder, or not there yet. */
function isOpen({ hands }: SimulatedDisk, path: string): boolean {
  for (let parent = path.slice(0, path.lastIndexOf('/')); parent.length >= folder.length; ) {
    const kind = hands.stats(parent)?.kind
    if (kind !== undefined && kind !== 'folder') return false
    parent = parent.slice(0, parent.lastIndexOf('/'))
  }
  return true
}

function tryMkdir({ hands }: SimulatedDisk, path: string): boolean {
  try {
    hands.mkdir(path)
    return true
  } catch (error) {
    if (isDiskError(error, 'no-space')) return false
    throw error
  }
}

/** What a careful program does after it saved: the file and every folder above it are on the disk for good. */
function syncUpTo({ hands }: SimulatedDisk, path: string): void {
  for (let at = path; at.length >= folder.length; at = at.slice(0, at.lastIndexOf('/'))) {
    const kind = hands.stats(at)?.kind
    if (kind === 'file' || kind === 'folder') hands.sync(at)
  }
}

function textsBelow({ hands }: SimulatedDisk, path: string): string[] {
  if (hands.stats(path)?.kind === 'file') return [hands.text(path)]
  return Object.entries(hands.tree(path)).flatMap(([name, text]) => (name.endsWith('/') ? [] : [text]))
}
