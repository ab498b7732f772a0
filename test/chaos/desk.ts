import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Cleanup } from '../installed/box.ts'
import type { Chance } from '../simulation/world/chance.ts'
import { linkBox } from './box.ts'
import type { Side } from './converge.ts'
import type { ChaosDropbox } from './dropbox.ts'
import type { Ledger } from './ledger.ts'
import { basePath, type Paths } from './paths.ts'
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
    readonly paths: Paths
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

/** Writes the files that a world begins with into each of the folders, a few hundred bytes each; and adds them to Dropbox if that is given. */
export async function writeBase(
  folders: readonly string[],
  files: number,
  ledger: Ledger,
  dropbox?: ChaosDropbox,
): Promise<void> {
  const added = new Map<string, Buffer<ArrayBuffer>>()
  for (let index = 0; index < files; index++) {
    const content = ledger.anewOf(100 + (index % 300))
    ledger.wrote(content, basePath(index))
    for (const folder of folders) {
      const path = join(folder, basePath(index))
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
    }
    added.set(`/${basePath(index)}`, content)
    if (added.size < 1_000 && index + 1 < files) continue
    await dropbox?.add(added)
    added.clear()
  }
}
