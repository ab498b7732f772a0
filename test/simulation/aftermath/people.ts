import { excluding, including } from '../../../runtime/core/choice.ts'
import type { Writer } from '../disk/disk.ts'
import { folder, home, type WorldBox } from '../world/box.ts'
import type { Stage } from './stage.ts'
import { seenInDropbox } from './trees.ts'

/** A careful person at a box: what is saved is flushed, with the folders above it. Paths are in the Dropbox folder, or absolute with `~`. */
export interface Person {
  save(path: string, text: string): void
  /** Saves as most editors do: beside it, flushed, renamed over it. */
  saveByRename(path: string, text: string): void
  folder(path: string): void
  remove(path: string): void
  move(from: string, to: string): void
  /** `cp -r`. */
  copy(from: string, to: string): void
  /** `ln -s`. */
  link(target: string, path: string): void
  /** A program that has the file open. */
  open(path: string): Writer
  chmod(path: string, mode: number): void
  exclude(path: string): void
  include(path: string): void
}

/** Somebody else, in Dropbox. */
export interface SomebodyElse {
  write(path: string, text: string): void
  folder(path: string): void
  remove(path: string): void
  move(from: string, to: string): void
  copy(from: string, to: string): void
  resetCursors(): void
}

export function personAt({ oracle }: Stage, { disk, store, ...box }: WorldBox): Person {
  const { hands } = disk
  const at = (path: string): string => (path.startsWith('~') ? home + path.slice(1) : folder + path)
  const replacing = (place: string): void => {
    if (hands.stats(place)?.kind === 'file') oracle.replaced(hands.text(place))
  }
  const select = (rules: ReturnType<typeof store.selection>): void => {
    if (box.engine === undefined) store.setSelection(rules)
    else box.engine.select(rules)
  }
  const flushAbove = (path: string): void => {
    for (let place = path; place.length >= home.length; place = place.slice(0, place.lastIndexOf('/'))) {
      const kind = hands.stats(place)?.kind
      if (kind === 'file' || kind === 'folder') hands.sync(place)
    }
  }
  return {
    save(path, text) {
      replacing(at(path))
      hands.write(at(path), text)
      oracle.wrote(text)
      flushAbove(at(path))
    },
    saveByRename(path, text) {
      const beside = `${at(path)}.saving.tmp~`
      replacing(at(path))
      hands.write(beside, text)
      hands.sync(beside)
      hands.rename(beside, at(path))
      oracle.wrote(text)
      flushAbove(at(path))
    },
    folder(path) {
      hands.mkdir(at(path))
      flushAbove(at(path))
    },
    remove(path) {
      replacing(at(path))
      if (hands.stats(at(path))?.kind === 'folder')
        for (const text of Object.values(hands.tree(at(path)))) oracle.replaced(text)
      hands.remove(at(path))
      flushAbove(at(path))
    },
    move(from, to) {
      hands.mkdir(at(to).slice(0, at(to).lastIndexOf('/')))
      hands.rename(at(from), at(to))
      flushAbove(at(to))
      flushAbove(at(from))
    },
    copy(from, to) {
      const files =
        hands.stats(at(from))?.kind === 'file' ? { '': hands.text(at(from)) } : hands.tree(at(from))
      for (const [name, text] of Object.entries(files)) {
        const copy = name === '' ? at(to) : `${at(to)}/${name}`
        if (copy.endsWith('/')) hands.mkdir(copy.slice(0, -1))
        else hands.write(copy, text)
        flushAbove(copy.replace(/\/$/, ''))
      }
    },
    link(target, path) {
      hands.mkdir(folder)
      hands.symlink(at(target), at(path))
      flushAbove(at(path))
    },
    open: (path) => hands.open(at(path)),
    chmod: (path, mode) => hands.chmod(at(path), mode),
    exclude: (path) => select(excluding(store.selection(), path)),
    include: (path) => select(including(store.selection(), path)),
  }
}

export function somebodyElse({ dropbox, oracle }: Stage): SomebodyElse {
  const { hands } = dropbox
  const below = (path: string): string[] =>
    [...seenInDropbox(dropbox)].flatMap(([at, text]) =>
      (at === path || at.startsWith(`${path}/`)) && text !== '/' ? [text] : [],
    )
  return {
    write(path, text) {
      const before = hands.read(path)
      sure(hands.write(path, text).ok)
      oracle.wrote(text)
      if (before !== undefined) oracle.replaced(new TextDecoder().decode(before))
    },
    folder: (path) => sure(hands.folder(path).ok),
    remove(path) {
      for (const text of below(path)) oracle.replaced(text)
      sure(hands.delete(path).ok)
    },
    move: (from, to) => sure(hands.move(from, to).ok),
    copy: (from, to) => sure(hands.copy(from, to).ok),
    resetCursors: dropbox.resetCursors,
  }
}

function sure(done: boolean): void {
  if (!done) throw new Error('somebody could not do in Dropbox what they wanted')
}
