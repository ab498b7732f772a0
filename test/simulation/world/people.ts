import { keyOf } from '../../../runtime/core/path.ts'
import { isDiskError } from '../../../runtime/ports/files.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import type { SimulatedDisk } from '../disk/disk.ts'
import { folder } from './box.ts'
import type { Deed } from './events.ts'
import type { Oracle } from './oracle.ts'

const decoder = new TextDecoder()

/** What people do with files and folders. */
export type PersonDeed = Extract<
  Deed,
  {
    readonly do:
      | 'write'
      | 'careless-write'
      | 'append'
      | 'save-by-rename'
      | 'write-many'
      | 'delete'
      | 'folder'
      | 'move'
      | 'copy'
  }
>

/** Does at a box what a person does, if it can be done there now, and tells the oracle what the person saw and wrote. */
export function actAtBox(deed: PersonDeed, disk: SimulatedDisk, oracle: Oracle): void {
  try {
    act(deed, disk, oracle)
  } catch (error) {
    // A disk that takes nothing any more has changed nothing either.
    if (!isDiskError(error, 'read-only')) throw error
  }
}

function act(deed: PersonDeed, disk: SimulatedDisk, oracle: Oracle): void {
  const { hands } = disk
  const { at, base } = placeOf(disk, deed.path)
  if (!isOpen(disk, at, base)) return
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
        oracle.wroteOver(disk, at)
      } catch (error) {
        // The disk is full: an editor that writes in place has lost what it had, and knows it.
        if (!isDiskError(error, 'no-space')) throw error
        if (deed.do === 'save-by-rename') {
          if (hands.exists(`${at}.new`)) hands.remove(`${at}.new`)
          return
        }
      }
      if (deed.do !== 'careless-write') syncUpTo(disk, at, base)
      if (before !== undefined) oracle.replaced(before)
      return
    }
    case 'write-many':
      if (standing !== undefined && standing !== 'folder') return
      for (let index = 0; index < deed.count; index++) {
        const own = `${at}/many ${index}`
        if (hands.exists(own) || !tryWrite(disk, own, `${deed.content}.${index}`)) continue
        oracle.wrote(`${deed.content}.${index}`)
        syncUpTo(disk, own, base)
      }
      return
    case 'delete': {
      if (standing === undefined) return
      // What a link leads to stays.
      const texts = standing === 'symlink' ? [] : textsBelow(disk, at)
      hands.remove(at)
      for (const text of texts) oracle.replaced(text)
      return
    }
    case 'folder':
      if (standing === undefined) tryMkdir(disk, at)
      return
    case 'move': {
      const { at: to, base: toBase } = placeOf(disk, deed.to)
      if (standing === undefined || hands.exists(to) || to.startsWith(`${at}/`)) return
      if (!isOpen(disk, to, toBase)) return
      // Anywhere but at the top a link is of no use to anybody.
      if (standing === 'symlink' && !/^\/[^/\\]+$/.test(deed.to)) return
      const parent = to.slice(0, to.lastIndexOf('/'))
      if (!tryMkdir(disk, parent)) return
      hands.rename(at, to)
      oracle.wroteOver(disk, to)
      syncUpTo(disk, to, toBase)
      syncUpTo(disk, at, base)
      return
    }
    case 'copy': {
      const { at: to, base: toBase } = placeOf(disk, deed.to)
      if (standing !== 'file' && standing !== 'folder') return
      if (hands.exists(to) || to.startsWith(`${at}/`) || !isOpen(disk, to, toBase)) return
      if (standing === 'file') {
        if (tryWrite(disk, to, hands.text(at))) syncUpTo(disk, to, toBase)
        return
      }
      if (!tryMkdir(disk, to)) return
      for (const [name, text] of Object.entries(hands.tree(at))) {
        const copy = `${to}/${name}`
        if (name.endsWith('/')) tryMkdir(disk, copy.slice(0, -1))
        else if (tryWrite(disk, copy, text)) syncUpTo(disk, copy, toBase)
      }
      return
    }
    default:
      deed satisfies never
  }
}

/** The same by somebody else, in Dropbox itself. */
export function actInDropbox(
  deed: Exclude<PersonDeed, { readonly do: 'write-many' }>,
  dropbox: SimulatedDropbox,
  oracle: Oracle,
): void {
  const { hands } = dropbox
  switch (deed.do) {
    case 'write':
    case 'careless-write':
    case 'append':
    case 'save-by-rename': {
      const texts = textsInDropbox(dropbox, deed.path)
      if (!hands.write(deed.path, deed.content).ok) return
      oracle.wrote(deed.content)
      for (const text of texts) oracle.replaced(text)
      return
    }
    case 'delete': {
      const texts = textsInDropbox(dropbox, deed.path)
      if (hands.delete(deed.path).ok) for (const text of texts) oracle.replaced(text)
      return
    }
    case 'folder':
      hands.folder(deed.path)
      return
    case 'move':
      hands.move(deed.path, deed.to)
      return
    case 'copy':
      hands.copy(deed.path, deed.to)
      return
    default:
      deed satisfies never
  }
}

/** What the file at a path in Dropbox holds, or the files below it. */
function textsInDropbox(dropbox: SimulatedDropbox, path: string): string[] {
  const top = keyOf(path)
  return dropbox
    .tree()
    .flatMap(({ key, content }) =>
      content !== undefined && (key === top || key.startsWith(`${top}/`)) ? [decoder.decode(content)] : [],
    )
}

/** Where a path of the Dropbox folder is on the disk, a link at its top followed. */
function placeOf({ hands }: SimulatedDisk, path: string): { readonly at: string; readonly base: string } {
  const [top = '', ...below] = path.slice(1).split('/')
  const link = `${folder}/${top}`
  if (below.length === 0 || hands.stats(link)?.kind !== 'symlink')
    return { at: `${folder}${path}`, base: folder }
  const base = hands.readlink(link)
  return { at: [base, ...below].join('/'), base }
}

/** Whether every component above a path is a folder, or not there yet. */
function isOpen({ hands }: SimulatedDisk, path: string, base: string): boolean {
  if (hands.stats(base)?.kind !== 'folder') return false
  for (let parent = path.slice(0, path.lastIndexOf('/')); parent.length >= base.length; ) {
    const kind = hands.stats(parent)?.kind
    if (kind !== undefined && kind !== 'folder') return false
    parent = parent.slice(0, parent.lastIndexOf('/'))
  }
  return true
}

function tryMkdir({ hands }: SimulatedDisk, path: string): boolean {
  return unlessFull(() => hands.mkdir(path))
}

function tryWrite({ hands }: SimulatedDisk, path: string, text: string): boolean {
  return unlessFull(() => hands.write(path, text))
}

function unlessFull(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (isDiskError(error, 'no-space')) return false
    throw error
  }
}

/** What a careful program does after it saved: the file and every folder above it are on the disk for good. */
function syncUpTo({ hands }: SimulatedDisk, path: string, base: string): void {
  for (let at = path; at.length >= base.length; at = at.slice(0, at.lastIndexOf('/'))) {
    const kind = hands.stats(at)?.kind
    if (kind === 'file' || kind === 'folder') hands.sync(at)
  }
}

function textsBelow({ hands }: SimulatedDisk, path: string): string[] {
  if (hands.stats(path)?.kind === 'file') return [hands.text(path)]
  return Object.entries(hands.tree(path)).flatMap(([name, text]) => (name.endsWith('/') ? [] : [text]))
}
