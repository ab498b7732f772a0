import type { Chance } from '../simulation/world/chance.ts'

const folders = ['docs', 'src', 'Übung', 'old']
const files = ['a.txt', 'b.md', 'Ä.txt', 'notes', 'x y.csv', 'main.py', '.hidden', 'report.pdf']

/** Few enough paths that people meet, relative to the Dropbox folder: a file at the top, or up to two folders down. */
export function somePath(chance: Chance): string {
  return [...Array.from({ length: chance.below(3) }, () => chance.pick(folders)), chance.pick(files)].join(
    '/',
  )
}

export function someFolder(chance: Chance): string {
  return Array.from({ length: 1 + chance.below(2) }, () => chance.pick(folders)).join('/')
}
