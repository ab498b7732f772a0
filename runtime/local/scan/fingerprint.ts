import { hash } from 'node:crypto'
import type { LocalEntry, LocalFile } from '../../core/tree.ts'
import type { Listed } from '../../ports/files.ts'

/** Of a file, all that a scan compares beside its name. Of a folder only the first two say anything. */
type Compared = Pick<LocalFile, 'inode' | 'born' | 'size' | 'modified' | 'changed'>

const numbersPerEntry = 6

/**
 * A short text that equal lists of entries have in common, and no others: of the names in their order, with all that a scan compares of each.
 * `salt` stands for what else decides on what a scan makes of them.
 */
export function fingerprintOfEntries(
  entries: readonly (readonly [unknown, LocalEntry])[],
  salt: string,
): string {
  const print = begin(entries.length, salt)
  for (const [, entry] of entries) {
    if (entry.kind === 'file') print.file(entry.name, entry)
    else print.folder(entry.name, entry.inode, entry.born)
  }
  return print.end()
}

/** The same of a folder as it is listed; undefined where it holds anything but files and folders that could be looked at. */
export function fingerprintOfListed(listed: readonly Listed[], salt: string): string | undefined {
  const print = begin(listed.length, salt)
  for (const { name, stats } of listed) {
    if (stats?.kind === 'file') print.file(name, stats)
    else if (stats?.kind === 'folder') print.folder(name, stats.inode, stats.born)
    else return undefined
  }
  return print.end()
}

function begin(count: number, salt: string) {
  const numbers = new Float64Array(1 + count * numbersPerEntry)
  const names: string[] = [salt]
  numbers[0] = count
  let at = 1
  const add = (name: string, isFile: number, { inode, born, size, modified, changed }: Compared): void => {
    names.push(name)
    numbers[at++] = isFile
    numbers[at++] = inode
    numbers[at++] = born
    numbers[at++] = size
    numbers[at++] = modified
    numbers[at++] = changed
  }
  return {
    file: (name: string, file: Compared): void => add(name, 1, file),
    folder: (name: string, inode: number, born: number): void =>
      add(name, 0, { inode, born, size: 0, modified: 0, changed: 0 }),
    /** 128 of the hash's bits, since no name holds a slash those of another list. */
    end(): string {
      const bytes = Buffer.concat([new Uint8Array(numbers.buffer), Buffer.from(names.join('/'))])
      return hash('sha256', bytes, 'base64url').slice(0, 22)
    },
  }
}
