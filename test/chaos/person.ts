import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Chance } from '../simulation/world/chance.ts'
import type { Ledger } from './ledger.ts'
import type { Paths } from './paths.ts'

/** Whether people also delete. */
export type Deletions = 'rare' | 'none'

/** Somebody who edits in the Dropbox folder of a box, while the agent works there. */
export interface Person {
  /** Does something by chance, if it can be done there now. */
  act(): void
  /** Writes a file of so many bytes under a name of its own. */
  writeLarge(size: number): void
}

/** Nobody deletes a folder that holds more files than this: a mass deletion has tests of its own. */
const fewFiles = 4

/**
 * `aside` is a folder outside of the synced tree, on the same disk: what is deleted is renamed there first, so that it is certain which
 * contents the person did away with.
 */
export function createPerson(parts: {
  readonly name: string
  readonly folder: string
  readonly aside: string
  readonly chance: Chance
  readonly paths: Paths
  readonly ledger: Ledger
  readonly deletions: Deletions
}): Person {
  const { name, folder, aside, chance, paths, ledger, deletions } = parts
  let taken = 0
  let large = 0
  mkdirSync(aside, { recursive: true })

  /** Writes through one descriptor, so that what was seen is what is overwritten, whatever has the name meanwhile. */
  const write = (path: string, keep: boolean): void => {
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT)
    try {
      const before = bytesOf(descriptor)
      const content = keep ? Buffer.concat([before, ledger.anew()]) : ledger.anew()
      if (!keep) ftruncateSync(descriptor, 0)
      writeSync(descriptor, content, 0, content.length, 0)
      if (before.length > 0) ledger.replaced(before)
      ledger.wrote(content, `${name} in ${path}`)
    } finally {
      closeSync(descriptor)
    }
  }

  const saveByRename = (path: string): void => {
    const content = ledger.anew()
    writeFileSync(`${path}.new`, content, { flag: 'wx' })
    const before = existsSync(path) ? readFileSync(path) : undefined
    renameSync(`${path}.new`, path)
    if (before !== undefined) ledger.replaced(before)
    ledger.wrote(content, `${name} in ${path}, by rename`)
  }

  const remove = (path: string): void => {
    const away = join(aside, `${taken++}`)
    renameSync(path, away)
    for (const file of filesBelow(away)) ledger.replaced(readFileSync(file))
    rmSync(away, { recursive: true })
  }

  const move = (from: string, to: string): void => {
    if (existsSync(to) || to.startsWith(`${from}/`)) return
    mkdirSync(dirname(to), { recursive: true })
    renameSync(from, to)
  }

  const deed = (): void => {
    const path = join(folder, paths.file())
    const roll = chance.below(100)
    if (roll < 76) {
      mkdirSync(dirname(path), { recursive: true })
      if (roll < 45) write(path, false)
      else if (roll < 60) write(path, true)
      else saveByRename(path)
    } else if (roll < 86) move(path, join(folder, paths.file()))
    else if (roll < 92) move(join(folder, paths.folder()), join(folder, paths.folder()))
    else if (roll < 95) mkdirSync(join(folder, paths.folder()), { recursive: true })
    else if (deletions === 'rare') {
      const gone = roll < 98 ? path : join(folder, paths.folder())
      if (!statSync(gone).isDirectory() || filesBelow(gone).length <= fewFiles) remove(gone)
    }
  }

  return {
    act() {
      try {
        deed()
      } catch (error) {
        // Nothing is there to be moved or deleted, a folder has the name, or the agent was faster.
        if (!isTrouble(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY')) throw error
      }
    },
    writeLarge(size) {
      const path = join(folder, `large ${name} ${large++}`)
      const content = ledger.anewOf(size)
      writeFileSync(path, content)
      ledger.wrote(content, `${name} in ${path}`)
    },
  }
}

function bytesOf(descriptor: number): Buffer {
  const content = Buffer.alloc(fstatSync(descriptor).size)
  readSync(descriptor, content, 0, content.length, 0)
  return content
}

/** The path itself when it is a file. */
function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function isTrouble(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
