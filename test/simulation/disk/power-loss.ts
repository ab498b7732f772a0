import { putEntry } from './change.ts'
import type { Content, Flushed } from './content.ts'
import { type FileInode, type Folder, type Inode, spaceOf } from './inode.ts'
import { type Change, lastingByAge, nextChange, settleJournal } from './journal.ts'
import { pathOf } from './resolve.ts'
import { keyIn, type Volume } from './volume.ts'

/**
 * What is left of a file whose content was not flushed. `whole`: all of it. `flushed`: what was flushed last. `empty`: nothing, where the
 * file was new or had been truncated (the zero-length files of delayed allocation, https://lwn.net/Articles/322823/). `prefix`: the new
 * content as far as it had got to the disk. `zeros`: the new size, its end zeros (size on the disk before the data: XFS, ext4 with
 * data=writeback). `torn`: of each page the old or the new state, with the old or the new size.
 */
export type Remains = 'whole' | 'flushed' | 'empty' | 'prefix' | 'zeros' | 'torn'

const allRemains = ['whole', 'whole', 'flushed', 'empty', 'prefix', 'zeros', 'torn'] as const

export interface PowerLossSettings {
  /** How many of the changes that are not lasting remain, the oldest first; see journal.ts. Else chance says, with a liking for both ends. */
  readonly changes?: number | 'none' | 'all'
  /** What is left of every file that was not flushed. Else chance says for each. */
  readonly contents?: Remains
}

/** What a power cut took. */
export interface PowerLoss {
  /** Changes that were undone, the oldest first, for people. */
  readonly undone: readonly string[]
  /** Files that are not what they were, by the path that they had, or, for what has come back, have. Undefined: no such file. */
  readonly files: readonly LostFile[]
}

export interface LostFile {
  readonly path: string
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array | undefined
}

const page = 4096

/** Cuts the power of a volume: what was not lasting may be gone. Everything that is there afterwards is lasting. */
export function losePower(volume: Volume, settings: PowerLossSettings): PowerLoss {
  const before = filesOf(volume)
  const undone = undoChanges(volume, settings.changes)
  countAnew(volume)
  const { random, clock } = volume.machine
  for (const { inode } of filesOf(volume).values()) {
    const { flushed } = inode.content
    if (flushed === undefined) continue
    const isOld = flushed.writtenAt <= clock() - volume.settings.writeBackAfter
    const remains = settings.contents ?? allRemains[Math.floor(random() * allRemains.length)] ?? 'whole'
    loseContent(inode, flushed, isOld ? 'whole' : remains, random)
  }
  countAnew(volume)
  volume.machine.layout++
  settleJournal(volume.journal)
  volume.freed = []
  return { undone, files: differences(before, filesOf(volume)) }
}

function undoChanges(
  { journal, machine, settings }: Volume,
  remaining: PowerLossSettings['changes'],
): string[] {
  const least = lastingByAge(journal, machine.clock() - settings.commitEvery)
  const next = nextChange(journal)
  const cut = least + remainingOf(next - least, remaining, machine.random)
  const undone: string[] = []
  const suffix = journal.changes.slice(cut - journal.first)
  for (const change of suffix.toReversed()) {
    if (!change.logged) undone.unshift(describe(change))
    for (const part of change.parts.toReversed()) {
      if (part.kind === 'name') putEntry(part.folder, part.key, part.before)
      else part.inode.attributes = part.before
    }
  }
  for (const { parts } of suffix.filter(({ logged }) => logged)) {
    for (const part of parts) {
      if (part.kind === 'name') putEntry(part.folder, part.key, part.after)
      else part.inode.attributes = part.after
    }
  }
  return undone
}

function remainingOf(most: number, remaining: PowerLossSettings['changes'], random: () => number): number {
  if (remaining === 'none') return 0
  if (remaining === 'all') return most
  if (remaining !== undefined) return Math.min(remaining, most)
  const chance = random()
  if (chance < 0.25) return 0
  return chance < 0.5 ? most : Math.floor(random() * (most + 1))
}

function describe({ parts }: Change): string {
  const names = parts.filter((part) => part.kind === 'name')
  if (names.length === 0) return 'attributes'
  return names.map(({ folder, key, after }) => `${after ? '+' : '-'}${pathOf(folder, key)}`).join(' ')
}

/** Sets what follows from the names alone: how many names each inode has, where it is, and how much of the disk is taken. */
export function countAnew(volume: Volume): void {
  const seen = new Set<Inode>()
  const visit = (inode: Inode): void => {
    inode.links++
    if (seen.has(inode)) return
    seen.add(inode)
    inode.opens = 0
    if (inode.kind !== 'folder') return
    inode.folders = 0
    for (const entry of inode.entries.values()) {
      if (!seen.has(entry.inode)) entry.inode.links = 0
      if (entry.inode.kind === 'folder') inode.folders++
      putEntry(inode, keyIn(volume, entry.name), entry)
      visit(entry.inode)
    }
  }
  volume.root.links = 0
  visit(volume.root)
  volume.count = seen.size
  volume.used = 0
  for (const inode of seen) volume.used += spaceOf(inode)
}

function loseContent(inode: FileInode, flushed: Flushed, remains: Remains, random: () => number): void {
  const left = contentLeft(inode.content, flushed, remains, random)
  inode.content = { ...left, shared: true, flushed: undefined }
  // The times are in the inode, which is written on its own: new times with old content are no proof of anything.
  if (remains === 'whole' || random() < 0.5) return
  const { modified, changed } = flushed.attributes
  inode.attributes = { ...inode.attributes, modified, changed }
}

function contentLeft(
  { bytes, size }: Content,
  flushed: Flushed,
  remains: Remains,
  random: () => number,
): Pick<Content, 'bytes' | 'size'> {
  const old = { bytes: flushed.bytes, size: flushed.size }
  const least = Math.min(flushed.smallest, size)
  if (remains === 'whole') return { bytes, size }
  if (remains === 'flushed') return old
  if (remains === 'empty') return flushed.smallest === 0 ? { bytes: new Uint8Array(0), size: 0 } : old
  const cut = least + Math.floor(random() * (size - least))
  if (remains === 'prefix') return { bytes: bytes.slice(0, cut), size: cut }
  if (remains === 'zeros') return { bytes: bytes.slice(0, size).fill(0, cut), size }
  const length = random() < 0.5 ? size : flushed.size
  const torn = new Uint8Array(length)
  for (let start = 0; start < length; start += page) {
    const from = random() < 0.5 ? { bytes, size } : old
    const end = Math.min(start + page, length, from.size)
    if (end > start) torn.set(from.bytes.subarray(start, end), start)
  }
  return { bytes: torn, size: length }
}

interface SeenFile {
  readonly inode: FileInode
  readonly bytes: Uint8Array
}

/** Every name of a file with what is in it now. */
function filesOf(volume: Volume): Map<string, SeenFile> {
  const found = new Map<string, SeenFile>()
  const visit = (folder: Folder, path: string): void => {
    for (const { name, inode } of folder.entries.values()) {
      if (inode.kind === 'folder') visit(inode, `${path}/${name}`)
      else if (inode.kind === 'file')
        found.set(`${path}/${name}`, {
          inode,
          bytes: inode.content.bytes.subarray(0, inode.content.size),
        })
    }
  }
  visit(volume.root, volume.mountedOn === undefined ? '' : pathOf(volume.root))
  return found
}

function differences(
  before: ReadonlyMap<string, SeenFile>,
  after: ReadonlyMap<string, SeenFile>,
): LostFile[] {
  const files: LostFile[] = []
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [one, other] = [before.get(path)?.bytes, after.get(path)?.bytes]
    if (one === undefined || other === undefined || Buffer.compare(one, other) !== 0)
      files.push({ path, before: one, after: other })
  }
  return files
}
