import { isMark } from '../../../runtime/core/cloud-mark.ts'
import { keyOf, type PathKey } from '../../../runtime/core/path.ts'
import { cacheFolderName } from '../../../runtime/local/roots/cache-folder.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { folder, type WorldBox } from '../world/box.ts'

const decoder = new TextDecoder()

/** Paths with the text of each file; `/` stands for a folder. */
export type Texts = ReadonlyMap<string, string>

/** What a person at a box sees in the Dropbox folder, linked folders followed, by the names as they are. */
export function seenAt({ disk: { hands } }: WorldBox): Map<string, string> {
  const seen = new Map<string, string>()
  if (hands.stats(folder)?.kind !== 'folder') return seen
  const read = (place: string, prefix: string): void => {
    for (const [name, text] of Object.entries(hands.tree(place, isVisible))) {
      const path = `${prefix}/${name.replace(/\/$/, '')}`
      if (text === '(symlink)') {
        const target = hands.readlink(`${place}/${name}`)
        seen.set(path, '/')
        if (prefix === '' && hands.exists(target)) read(target, path)
      } else seen.set(path, name.endsWith('/') ? '/' : text)
    }
  }
  read(folder, '')
  return seen
}

/** What is in Dropbox, by the names as people see them, without the marks of boxes. */
export function seenInDropbox(dropbox: SimulatedDropbox): Map<string, string> {
  return new Map(
    dropbox
      .tree()
      .filter(({ key }) => !isMark(key))
      .map(({ display, content }) => [display, content === undefined ? '/' : decoder.decode(content)]),
  )
}

/** The same by Dropbox's keys. */
export function keyed(texts: Texts): Map<PathKey, string> {
  return new Map([...texts].map(([path, text]) => [keyOf(path.normalize('NFC')), text]))
}

/** Every text that is anywhere: in a revision that Dropbox keeps, or on a box, `even` where only the agent looks. */
export function everywhere(dropbox: SimulatedDropbox, boxes: readonly WorldBox[], even = false): Set<string> {
  const texts = new Set(dropbox.revisions().map(({ content }) => decoder.decode(content)))
  for (const { disk } of boxes)
    for (const [path, text] of Object.entries(disk.hands.tree('/')))
      if (even || !path.includes(`/${cacheFolderName}/`) || path.includes(`/${cacheFolderName}/trash/`))
        texts.add(text)
  return texts
}

function isVisible(name: string): boolean {
  // What a repository keeps for itself does not sync.
  return name !== cacheFolderName && name !== '.git'
}
