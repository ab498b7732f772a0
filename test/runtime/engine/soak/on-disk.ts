import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Chance } from '../../../simulation/world/chance.ts'
import type { TestBox } from '../test-box.ts'
import type { Ledger } from './ledger.ts'
import { names } from './names.ts'

function someFolder(box: TestBox, chance: Chance): string {
  let folder = box.folder
  while (chance.happens(0.5)) {
    const inner = readdirSync(folder).filter(
      (name) => name !== '.dropbox.cache' && isFolder(join(folder, name)),
    )
    if (inner.length === 0) break
    folder = join(folder, chance.pick(inner))
  }
  return folder
}

/** Whether a path is a folder, or leads to one. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** One thing that a person or a program does on a box. */
export function onDisk(box: TestBox, ledger: Ledger, chance: Chance): string {
  const by = box.home.slice(-6)
  const folder = someFolder(box, chance)
  const at = join(folder, chance.pick(names))
  const there = readdirSync(folder).filter((name) => name !== '.dropbox.cache' && name !== 'mapped')
  const existing = there.length === 0 ? undefined : join(folder, chance.pick(there))
  const isLink = (path: string): boolean =>
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  const kind = chance.pick([
    'write',
    'write',
    'write',
    'append',
    'save',
    'delete',
    'delete',
    'move',
    'move',
    'move',
    'folder',
    'swap',
    'retype',
    'anew',
    'nest',
  ])
  try {
    switch (kind) {
      case 'write': {
        if (isLink(at)) break
        return `${ledger.write(at, by)}: ${at}`
      }
      case 'append': {
        if (existing === undefined || !lstatSync(existing).isFile()) break
        return `${ledger.write(existing, by)}: ${existing}`
      }
      case 'save': {
        if (existing === undefined || !lstatSync(existing).isFile()) break
        const temporary = `${existing}.tmp`
        ledger.release(existing)
        const said = ledger.write(temporary, by)
        renameSync(temporary, existing)
        return `${said}: save ${existing}`
      }
      case 'delete': {
        if (existing === undefined) break
        ledger.release(existing)
        rmSync(existing, { recursive: true })
        return `delete ${existing}`
      }
      case 'move': {
        if (existing === undefined || isLink(at)) break
        const to = join(someFolder(box, chance), chance.pick(names))
        if (isLink(to)) break
        if (lstatSync(to, { throwIfNoEntry: false })?.isFile()) ledger.release(to)
        renameSync(existing, to)
        return `move ${existing} -> ${to}`
      }
      case 'folder': {
        mkdirSync(at)
        return `mkdir ${at}`
      }
      case 'nest': {
        if (existing === undefined) break
        const made = join(folder, `made ${chance.below(4)}`)
        mkdirSync(made)
        renameSync(existing, join(made, chance.pick(names)))
        return `mkdir ${made} && mv ${existing} into it`
      }
      case 'swap': {
        const other = there.length < 2 ? undefined : join(folder, chance.pick(there))
        if (existing === undefined || other === undefined || existing === other) break
        renameSync(existing, `${existing}.swap`)
        renameSync(other, existing)
        renameSync(`${existing}.swap`, other)
        return `swap ${existing} and ${other}`
      }
      case 'retype': {
        if (existing === undefined) break
        ledger.release(existing)
        const wasFile = lstatSync(existing).isFile()
        rmSync(existing, { recursive: true })
        if (wasFile) {
          mkdirSync(existing)
          return `${ledger.write(join(existing, 'inside'), by)}: retype ${existing}`
        }
        return `${ledger.write(existing, by)}: retype ${existing}`
      }
      case 'anew': {
        if (existing === undefined || !lstatSync(existing).isFile()) break
        const content = readFileSync(existing)
        rmSync(existing)
        writeFileSync(existing, content)
        return `rm and write anew ${existing}`
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${kind} ${at} ${String(error.code)}`
    throw error
  }
  return `no ${kind}`
}
