import type { Chance } from './chance.ts'

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
  /** Fate at a box. */
  | { readonly do: 'kill'; readonly box: number }
  | { readonly do: 'power-loss'; readonly box: number }
  | { readonly do: 'start'; readonly box: number }
  | { readonly do: 'stop'; readonly box: number }
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
  /** Fate in Dropbox. */
  | { readonly do: 'cursor-reset' }
  /** The clock that all of them go by is set, by so many ms. */
  | { readonly do: 'clock'; readonly by: number }

const names = ['a', 'b', 'Ä.txt']
const calls = ['rename', 'link', 'openFile', 'unlink', 'mkdir', 'list', 'lstat'] as const
const codes = ['io', 'no-permission', 'no-space', 'too-many-open'] as const

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
  const fate = chance.stream('fate')
  const strokes = 5 + fate.below(6)
  for (let count = 0; count < strokes; count++) events.push(...fateDeeds(fate, boxes, length))
  return events.sort((one, other) => one.at - other.at)
}

/** Few paths, so that people meet: most of them at the top or one folder down. */
function pathOf(chance: Chance): string {
  const depth = chance.pick([1, 1, 2, 2, 2, 3])
  return `/${Array.from({ length: depth }, () => chance.pick(names)).join('/')}`
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
  return { do: 'move', box, path, to: pathOf(chance) }
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

function fateDeeds(chance: Chance, boxes: number, length: number): WorldEvent[] {
  const at = chance.below(length)
  const box = chance.below(boxes)
  const duration = 500 + chance.below(15_000)
  switch (chance.below(10)) {
    case 0:
    case 1:
      return [
        { at, do: 'kill', box },
        { at: at + chance.below(8_000), do: 'start', box },
      ]
    case 2:
    case 3:
      return [
        { at, do: 'power-loss', box },
        { at: at + chance.below(8_000), do: 'start', box },
      ]
    case 4:
      return [
        { at, do: 'stop', box },
        { at: at + duration, do: 'start', box },
      ]
    case 5:
      return [{ at, do: 'offline', box, duration }]
    case 6:
      return [
        {
          at,
          do: 'disk-fault',
          box,
          call: chance.pick(calls),
          code: chance.pick(codes),
          count: 1 + chance.below(4),
        },
      ]
    case 7:
      return [{ at, do: 'watch-lost', box, duration }]
    case 8:
      return [
        { at, do: 'disk-full', box },
        { at: at + duration, do: 'disk-room', box },
      ]
    default:
      return [{ at, do: 'cursor-reset' }]
  }
}
