import type { Chance } from '../simulation/world/chance.ts'

/** What people name when they do something, relative to the Dropbox folder. */
export interface Paths {
  file(): string
  folder(): string
}

const folders = ['docs', 'src', 'Übung', 'old']
const files = ['a.txt', 'b.md', 'Ä.txt', 'notes', 'x y.csv', 'main.py', '.hidden', 'report.pdf']
const filesPerFolder = 100

/**
 * Few enough paths that people meet: files at the top or up to two folders down; and at times one of the `base` files that a world
 * begins with.
 */
export function createPaths(chance: Chance, base: number): Paths {
  const some = (least: number): string[] =>
    Array.from({ length: least + chance.below(3 - least) }, () => chance.pick(folders))
  return {
    file: () =>
      chance.below(8) === 0 ? basePath(chance.below(base)) : [...some(0), chance.pick(files)].join('/'),
    folder: () => some(1).join('/'),
  }
}

/** The place of a file that a world begins with, 100 of them in a folder. */
export function basePath(index: number): string {
  return `base/${Math.floor(index / filesPerFolder)}/file ${index}`
}
