import type { Chance } from './chance.ts'
import type { WorldEvent } from './events.ts'

const calls = [
  ...['rename', 'link', 'openFile', 'openFolder', 'unlink', 'rmdir', 'mkdir', 'list', 'lstat', 'realpath'],
  ...['file.read', 'file.write', 'file.sync', 'folder.sync', 'utimes', 'chmod', 'space'],
] as const
const codes = ['io', 'no-permission', 'no-space', 'too-many-open', 'read-only', 'busy'] as const
const hearings = ['lost', 'lost', 'twice', 'late', 'overflow'] as const

/** In so many schedules of a hundred an agent is to die at least once; in some it happens to be dead already. */
const crashing = 60

/** Kinds of strokes, as `stroke` knows them: those that end a life, and those that surely strike. */
const crashes = 4
const [firstSure, kinds] = [10, 20]

/** What fate does in one run: five faults or more, and in most runs at least one crash. `length` in ms. */
export function createFate(chance: Chance, boxes: number, length: number): WorldEvent[] {
  const drawn = Array.from({ length: 5 }, () => firstSure + chance.below(kinds - firstSure))
  if (chance.below(100) < crashing) drawn.push(chance.below(crashes))
  for (let more = chance.below(6); more > 0; more--)
    drawn.push(chance.happens(0.4) ? chance.below(crashes) : chance.below(kinds))
  return drawn.flatMap((kind) => stroke(chance, boxes, length, kind))
}

function stroke(chance: Chance, boxes: number, length: number, kind: number): WorldEvent[] {
  const at = chance.below(length)
  const box = chance.below(boxes)
  const duration = 500 + chance.below(15_000)
  const later = at + chance.below(8_000)
  switch (kind) {
    case 0:
    case 1:
      return [
        { at, do: 'kill', box },
        { at: later, do: 'start', box },
      ]
    case 2:
    case 3:
      return [
        { at, do: 'power-loss', box },
        { at: later, do: 'start', box },
      ]
    case 4:
      return [
        { at, do: 'stop', box },
        { at: at + (chance.happens(0.1) ? 300_000 : duration), do: 'start', box },
      ]
    case 5:
    case 6:
      return [{ at, do: 'offline', box, duration }]
    case 7:
    case 8:
    case 9:
      return [
        {
          ...{ at, do: 'disk-fault', box },
          ...{ call: chance.pick(calls), code: chance.pick(codes), count: 1 + chance.below(4) },
        },
      ]
    case 10:
    case 11:
      return [{ at, do: 'watch', box, hearing: chance.pick(hearings), duration }]
    case 12:
      return [
        { at, do: 'disk-full', box },
        { at: at + duration, do: 'disk-room', box },
      ]
    case 13:
      return [
        { at, do: 'read-only', box },
        { at: at + duration, do: 'writable', box },
      ]
    case 14:
      return [
        { at, do: 'unlinked', box },
        { at: at + duration, do: 'linked', box },
      ]
    case 15:
      return [{ at, do: 'suspend', box, duration: duration * chance.pick([1, 1, 10]) }]
    case 16:
      return [
        {
          at,
          do: 'box-clock',
          box,
          by: chance.pick([-86_400_000, -3_600_000, -5_000, 5_000, 3_600_000, 86_400_000]),
        },
      ]
    case 17:
      return [{ at, do: 'forget-sessions' }]
    default:
      return [{ at, do: 'cursor-reset' }]
  }
}
