import type { Chance } from './chance.ts'
import { createFate } from './fate.ts'
import type { Hearing } from './watching.ts'

/** Something that somebody, or fate, does at a moment (virtual ms). A run is a list of these; nothing else is random in what happens. */
export type WorldEvent = { readonly at: number } & Deed

export type Deed =
  /** A person at a box, or (`box` undefined) somebody else in Dropbox. */
  | {
      readonly do: 'write'
      readonly box: number | undefined
      readonly path: string
      readonly content: string
    }
  | { readonly do: 'save-by-rename'; readonly box: number; readonly path: string; readonly content: string }
  /** Not flushed. */
  | { readonly do: 'careless-write'; readonly box: number; readonly path: string; readonly content: string }
  | { readonly do: 'append'; readonly box: number; readonly path: string; readonly content: string }
  | { readonly do: 'delete'; readonly box: number | undefined; readonly path: string }
  | { readonly do: 'folder'; readonly box: number | undefined; readonly path: string }
  | { readonly do: 'move'; readonly box: number | undefined; readonly path: string; readonly to: string }
  /** A file, or a folder with all that is in it. */
  | { readonly do: 'copy'; readonly box: number | undefined; readonly path: string; readonly to: string }
  /** Many files in a folder, by hand of a program. */
  | {
      readonly do: 'write-many'
      readonly box: number
      readonly path: string
      readonly content: string
      readonly count: number
    }
  /** A workspace elsewhere in the home is linked into the Dropbox folder, at its top. */
  | { readonly do: 'link'; readonly box: number; readonly path: string; readonly workspace: string }
  /** A volume with workspaces goes away, and comes back. */
  | { readonly do: 'workspaces-gone' | 'workspaces-back'; readonly box: number }
  /** Selective sync. */
  | { readonly do: 'select'; readonly box: number; readonly path: string; readonly include: boolean }
  /** One line of the ignore file; without one, the file is deleted. */
  | { readonly do: 'ignore'; readonly box: number; readonly line: string | undefined }
  | { readonly do: 'approve'; readonly box: number }
  /** For so many ms, or until a person says so. */
  | { readonly do: 'pause'; readonly box: number; readonly duration: number | undefined }
  | { readonly do: 'resume'; readonly box: number }
  /** Fate at a box. */
  | { readonly do: 'kill'; readonly box: number }
  | { readonly do: 'power-loss'; readonly box: number }
  | { readonly do: 'start'; readonly box: number }
  | { readonly do: 'stop'; readonly box: number }
  /** Ends once what is small was sent, or after so many ms. */
  | { readonly do: 'finish'; readonly box: number; readonly duration: number }
  | { readonly do: 'offline'; readonly box: number; readonly duration: number }
  | { readonly do: 'disk-full' | 'disk-room'; readonly box: number }
  | {
      readonly do: 'disk-fault'
      readonly box: number
      readonly call: string
      readonly code: string
      readonly count: number
    }
  | { readonly do: 'watch-lost'; readonly box: number; readonly duration: number }
  | { readonly do: 'watch'; readonly box: number; readonly hearing: Hearing; readonly duration: number }
  | { readonly do: 'read-only' | 'writable'; readonly box: number }
  /** Dropbox takes the box's token no more, and then takes one again. */
  | { readonly do: 'unlinked' | 'linked'; readonly box: number }
  | { readonly do: 'suspend'; readonly box: number; readonly duration: number }
  /** The wall clock of one box is set, by so many ms. */
  | { readonly do: 'box-clock'; readonly box: number; readonly by: number }
  /** Fate in Dropbox. */
  | { readonly do: 'cursor-reset' | 'forget-sessions' }
  /** The clock that all of them go by is set, by so many ms. */
  | { readonly do: 'clock'; readonly by: number }

/**
 * Whether an event is a fault by itself. Deaths, and what was to strike a call of the agent, count when they really do: a dead agent cannot die, and
 * not every call is made.
 */
export function isFault({ do: what }: WorldEvent): boolean {
  switch (what) {
    case 'offline':
    case 'disk-full':
    case 'watch-lost':
    case 'watch':
    case 'read-only':
    case 'unlinked':
    case 'suspend':
    case 'box-clock':
    case 'clock':
    case 'cursor-reset':
    case 'forget-sessions':
    case 'workspaces-gone':
      return true
    default:
      return false
  }
}

/** The file that the model of test/simulation/register knows; see there. */
export const registerPath = '/register'

const names = ['a', 'b', 'Ä.txt']
/** At how many boxes a person does much with links. */
const relinks = 0.15

/** The events of one run: people at each box and in Dropbox, and fate, each with a stream of chance of their own. */
export function createEvents(chance: Chance, boxes: number): WorldEvent[] {
  const events: WorldEvent[] = []
  const length = 20_000 + chance.below(60_000)
  let content = 0
  for (let person = 0; person <= boxes; person++) {
    const own = chance.stream(`person ${person}`)
    const box = person < boxes ? person : undefined
    const deeds = 4 + own.below(30)
    for (let count = 0; count < deeds; count++) {
      events.push({ at: own.below(length), ...personDeed(own, box, `${person}.${content++}`) })
    }
  }
  for (let person = 0; person <= boxes; person++) {
    const copies = chance.stream(`copies ${person}`)
    const box = person < boxes ? person : undefined
    for (let count = copies.below(5); count > 0; count--)
      events.push({ at: copies.below(length), do: 'copy', box, path: pathOf(copies), to: pathOf(copies) })
  }
  for (let person = 0; person <= boxes; person++)
    events.push(...registerDeeds(chance.stream(`register ${person}`), person, boxes, length))
  for (let box = 0; box < boxes; box++) {
    events.push(...misnamings(chance.stream(`misnaming ${box}`), box, length))
    const careless = chance.stream(`careless ${box}`)
    for (let count = careless.below(8); count > 0; count--) {
      const written = `careless ${box}.${count}`
      events.push({
        ...{ at: careless.below(length), do: 'careless-write', box },
        ...{ path: pathOf(careless), content: written },
      })
    }
  }
  const clock = chance.stream('clock')
  if (clock.happens(0.2))
    events.push({
      at: clock.below(length),
      do: 'clock',
      by: clock.pick([-86_400_000, -3_600_000, 3_600_000, 86_400_000]),
    })
  for (let box = 0; box < boxes; box++)
    events.push(...settingsOf(chance.stream(`settings ${box}`), box, length))
  for (let box = 0; box < boxes; box++)
    events.push(...relinkings(chance.stream(`relinking ${box}`), box, length))
  for (let box = 0; box < boxes; box++) events.push(...rests(chance.stream(`rests ${box}`), box, length))
  events.push(...createFate(chance.stream('fate'), boxes, length))
  return events.sort((one, other) => one.at - other.at)
}

/** Few paths, so that people meet: most of them at the top or one folder down. */
function pathOf(chance: Chance): string {
  const depth = chance.pick([1, 1, 2, 2, 2, 3])
  return `/${Array.from({ length: depth }, () => nameOf(chance)).join('/')}`
}

/** Now and then in capitals, or with its marks apart (NFD): to Dropbox the same name. */
function nameOf(chance: Chance): string {
  const name = chance.pick(names)
  const spelling = chance.below(20)
  return spelling === 0 ? name.toUpperCase() : spelling === 1 ? name.normalize('NFD') : name
}

function personDeed(chance: Chance, box: number | undefined, content: string): Deed {
  const path = pathOf(chance)
  const roll = chance.below(12)
  if (roll < 7) {
    if (box !== undefined && roll === 0) return { do: 'append', box, path, content }
    if (box !== undefined && roll === 1) return { do: 'save-by-rename', box, path, content }
    return { do: 'write', box, path, content }
  }
  if (roll < 8) return { do: 'delete', box, path }
  if (roll < 9) return { do: 'folder', box, path }
  if (roll === 11 && chance.happens(0.3)) return { do: 'move', box, path, to: respelled(path) }
  return { do: 'move', box, path, to: pathOf(chance) }
}

/** The same path to Dropbox, its last name in other letters. */
function respelled(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const other = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase()
  return path.slice(0, -name.length) + other
}

/** One file that everybody writes and deletes, and nobody moves. */
function registerDeeds(chance: Chance, person: number, boxes: number, length: number): WorldEvent[] {
  const box = person < boxes ? person : undefined
  return Array.from({ length: chance.below(4) }, (_, index): WorldEvent => {
    const at = chance.below(length)
    const content = `register ${person}.${index}`
    if (chance.happens(0.25)) return { at, do: 'delete', box, path: registerPath }
    if (box === undefined || chance.happens(0.5)) return { at, do: 'write', box, path: registerPath, content }
    return { at, do: 'save-by-rename', box, path: registerPath, content }
  })
}

/** A person gives something a name that cannot sync, and perhaps another one later. */
function misnamings(chance: Chance, box: number, length: number): WorldEvent[] {
  const events: WorldEvent[] = []
  for (let count = chance.below(4); count > 0; count--) {
    const path = pathOf(chance)
    const at = chance.below(length)
    events.push({ at, do: 'move', box, path, to: `${pathOf(chance)}\\` })
    const misnamed = events.at(-1)
    if (misnamed?.do !== 'move' || chance.happens(0.5)) continue
    events.push({ at: at + chance.below(20_000), do: 'move', box, path: misnamed.to, to: pathOf(chance) })
  }
  return events
}

/** What a person sets at a box now and then: links, selective sync, ignore rules, and yes to what the agent asks. */
function settingsOf(chance: Chance, box: number, length: number): WorldEvent[] {
  const events: WorldEvent[] = []
  const some = (probability: number, deeds: (at: number) => readonly WorldEvent[]): void => {
    if (chance.happens(probability)) events.push(...deeds(chance.below(length)))
  }
  const later = (at: number): number => at + chance.below(20_000)
  some(0.2, (at) => [
    { at, do: 'link', box, path: `/${chance.pick(names)}`, workspace: chance.pick(['one', 'two']) },
  ])
  some(0.1, (at) => [
    { at, do: 'workspaces-gone', box },
    { at: later(at), do: 'workspaces-back', box },
  ])
  some(0.15, (at) => {
    const path = pathOf(chance)
    return [
      { at, do: 'select', box, path, include: false },
      ...(chance.happens(0.7) ? [{ at: later(at), do: 'select', box, path, include: true } as const] : []),
    ]
  })
  some(0.1, (at) => [
    { at, do: 'ignore', box, line: chance.pick(['/a/', 'b', 'Ä.txt']) },
    { at: later(at), do: 'ignore', box, line: undefined },
  ])
  some(0.08, (at) => {
    const path = pathOf(chance)
    const many: WorldEvent = {
      at,
      do: 'write-many',
      box,
      path,
      content: `many ${box}`,
      count: 22 + chance.below(20),
    }
    return chance.happens(0.6)
      ? [many, { at: later(at), do: 'delete', box: chance.happens(0.5) ? box : undefined, path }]
      : [many]
  })
  some(0.3, (at) => [{ at, do: 'approve', box }])
  return events
}

/** A person renames links, or lets them exchange their names. */
function relinkings(chance: Chance, box: number, length: number): WorldEvent[] {
  if (!chance.happens(relinks)) return []
  const [one, other] = [`/${chance.pick(names)}`, `/${chance.pick(names)} link`]
  const begun = chance.below(length)
  const events: WorldEvent[] = [
    { at: begun, do: 'link', box, path: one, workspace: 'one' },
    { at: begun, do: 'link', box, path: other, workspace: 'two' },
  ]
  for (let count = 1 + chance.below(3); count > 0; count--) {
    const at = begun + chance.below(30_000)
    const renames = chance.pick<readonly (readonly [string, string])[]>([
      [[one, `${one} renamed`]],
      [[`${one} renamed`, one]],
      [[other, one]],
      [
        [one, '/between'],
        [other, one],
        ['/between', other],
      ],
    ])
    for (const [path, to] of renames) events.push({ at, do: 'move', box, path, to })
  }
  return events
}

/** A person pauses syncing now and then, or a box is shut down as it should be; what else happens may fall in between. */
function rests(chance: Chance, box: number, length: number): WorldEvent[] {
  const events: WorldEvent[] = []
  if (chance.happens(0.25)) {
    const at = chance.below(length)
    const duration = chance.happens(0.3) ? 100 + chance.below(30_000) : undefined
    events.push({ at, do: 'pause', box, duration })
    // Some are resumed at once, and some not before the end.
    if (duration === undefined && chance.happens(0.8))
      events.push({ at: at + chance.pick([10, 1_000, 20_000, 40_000]), do: 'resume', box })
  }
  if (chance.happens(0.25)) {
    const at = chance.below(length)
    events.push(
      { at, do: 'finish', box, duration: chance.pick([200, 4_000]) },
      { at: at + chance.below(15_000), do: 'start', box },
    )
  }
  return events
}
