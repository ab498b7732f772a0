import type { Chance } from '../world/chance.ts'
import type { Person, SomebodyElse } from './people.ts'
import type { Texts } from './trees.ts'

/** What actors do. */
export type Deeds = Pick<Person, 'save' | 'remove' | 'move' | 'folder'>

/** Somebody in Dropbox with the hands of a person at a box. */
export function inDropbox({ write, remove, move, folder: make }: SomebodyElse): Deeds {
  return { save: write, remove, move, folder: make }
}

/** Somebody who does something that can be done, with what is there or beside it; what is `kept` is neither moved nor removed. */
export function actorAt(
  person: Deeds,
  seen: () => Texts,
  chance: Chance,
  kept: ReadonlySet<string>,
): (content: string) => void {
  return (content) => {
    const all = [...seen()]
    const folders = ['', ...all.flatMap(([path, text]) => (text === '/' ? [path] : []))]
    const files = all.flatMap(([path, text]) => (text === '/' ? [] : [path]))
    const movable = all.map(([path]) => path).filter((path) => !kept.has(path))
    const free = `${chance.pick(folders)}/n${chance.below(1_000_000)}`
    const roll = chance.below(10)
    if (roll < 4 && files.length > 0) person.save(chance.pick(files), content)
    else if (roll < 6 || movable.length < 4) person.save(free, content)
    else if (roll < 7) person.folder(free)
    else if (roll < 8) person.remove(chance.pick(movable))
    else {
      const from = chance.pick(movable)
      if (!free.startsWith(`${from}/`)) person.move(from, free)
    }
  }
}
