import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cleanup } from '../installed/box.ts'
import type { Chance } from '../simulation/world/chance.ts'
import { linkBox } from './box.ts'
import type { Side } from './converge.ts'
import type { ChaosDropbox } from './dropbox.ts'
import type { Ledger } from './ledger.ts'
import { createPerson, type Deletions, type Person } from './person.ts'
import { createTreeReader } from './tree-reader.ts'

/** A box with the person at it. */
export interface Desk extends Side {
  readonly person: Person
}

export async function furnishDesk(
  t: Cleanup,
  dropbox: ChaosDropbox,
  person: {
    readonly name: string
    readonly chance: Chance
    readonly ledger: Ledger
    readonly deletions: Deletions
  },
): Promise<Desk> {
  const box = await linkBox(t, person.name, await dropbox.link())
  mkdirSync(box.folder, { recursive: true })
  return {
    box,
    reader: createTreeReader(box.folder),
    person: createPerson({ ...person, folder: box.folder, aside: join(box.home, 'aside') }),
  }
}

/** Writes files that nobody edits, so that there is something to list and to carry: a few hundred bytes each, 100 in a folder. */
export function writeBase(folder: string, files: number, ledger: Ledger): void {
  for (let index = 0; index < files; index++) {
    const inner = join(folder, 'base', `${Math.floor(index / 100)}`)
    if (index % 100 === 0) mkdirSync(inner, { recursive: true })
    const content = ledger.anewOf(100 + (index % 300))
    const path = join(inner, `file ${index}`)
    writeFileSync(path, content)
    ledger.wrote(content, path)
  }
}
