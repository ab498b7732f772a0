import { keyOf } from '../../../runtime/core/path.ts'
import type { CloudEvent, SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { folder, type WorldBox } from '../world/box.ts'
import { registerPath, type WorldEvent } from '../world/events.ts'
import { explain } from './model.ts'
import type { Observation, Value } from './observation.ts'

const copy = /^\/register \(/
const decoder = new TextDecoder()

/** Watches the register in a world, and judges at the end what was seen of it. */
export interface Watcher {
  /** To be called right before an event happens. */
  before(): void
  /** To be called right after it. */
  after(event: WorldEvent): void
  /** To be called when all is at peace. */
  judge(): RegisterVerdict
}

/** What the model says of all that was seen of the register. */
export interface RegisterVerdict {
  /** Sentences; none: nothing was seen that the model cannot explain. */
  readonly violations: readonly string[]
  /** False: there were more possibilities than it looks at, so that it does not know. */
  readonly decided: boolean
}

export function watchRegister(boxes: readonly WorldBox[], dropbox: SimulatedDropbox): Watcher {
  const seen: Observation[] = []
  const places = [undefined, ...boxes.keys()]
  const last = new Map<number | undefined, Value>()
  /** By box that lost its power: when its agent had begun its last look at everything, by what it has noted. */
  const lookedAt = new Map<number, string | undefined>()

  const valueAt = (place: number | undefined): Value => {
    if (place === undefined) {
      const content = dropbox.contentAt(registerPath)
      return content && decoder.decode(content)
    }
    const hands = boxes[place]?.disk.hands
    const path = `${folder}${registerPath}`
    return hands?.stats(path)?.kind === 'file' ? hands.text(path) : undefined
  }
  /** What was read before and is read again says nothing new. */
  const look = (): void => {
    for (const box of places) {
      const value = valueAt(box)
      if (value === last.get(box)) continue
      seen.push({ saw: 'read', box, value })
      last.set(box, value)
    }
    for (const box of boxes.keys()) {
      const at = modifiedAt(box)
      if (at !== undefined) modified.set(box, at)
    }
  }
  const modified = new Map<number, number>()
  const modifiedAt = (box: number): number | undefined =>
    boxes[box]?.disk.hands.stats(`${folder}${registerPath}`)?.modified
  /** Whether what was just written has a later time than what was there before. */
  const isNewer = (box: number): boolean =>
    (modifiedAt(box) ?? 0) > (modified.get(box) ?? Number.NEGATIVE_INFINITY)
  const lastLook = (box: number): string | undefined => boxes[box]?.store.value('scanned-at')
  /** Whether a box has lost its power, and its agent has not looked at everything since. */
  const isUnlooked = (box: number): boolean => lookedAt.has(box) && lookedAt.get(box) === lastLook(box)
  /** Whether a box still doubts what it has, since it has not come to rest after it lost its power. */
  const doubts = (box: number): boolean => boxes[box]?.store.value('doubted') !== undefined
  /** Whether what was just written may pass for what a power cut has left: before the first look, and, with a time of the past, before all is at rest. */
  const isDoubtful = (box: number, value: Value): boolean =>
    isUnlooked(box) ? !value || !isNewer(box) : doubts(box) && value !== undefined && !isNewer(box)
  /**
   * The agent of a box ended. While it doubts it remembers by itself alone what it has seen outlive the power cut: a deletion that it may not
   * have seen, and all until the next one has looked, may pass for what the cut has taken.
   */
  const ended = (box: number): void => {
    if (!doubts(box)) return
    lookedAt.set(box, lastLook(box))
    const at = seen.findLastIndex((observation) => observation.saw === 'write' && observation.box === box)
    const written = seen[at]
    if (written?.saw === 'write' && written.value === undefined) seen[at] = { ...written, doubtful: true }
  }
  dropbox.listen((event) => {
    if (!isLateUpload(event)) return
    const box = boxes.findIndex(({ name }) => name === event.box)
    if (valueAt(undefined) === undefined || valueAt(undefined) === last.get(undefined)) return
    seen.push({ saw: 'late', box })
    look()
  })
  return {
    before: look,
    after(event) {
      if ('path' in event && keyOf(event.path) === registerPath) {
        const [box, value] = [event.box, valueAt(event.box)]
        const doubtful = box !== undefined && isDoubtful(box, value)
        const backdated = box !== undefined && value !== undefined && !isNewer(box)
        if (value !== last.get(box))
          seen.push({
            ...{ saw: 'write', box, old: last.get(box), value },
            ...(doubtful ? { doubtful } : {}),
            ...(backdated ? { backdated } : {}),
          })
        last.set(box, value)
      }
      if (event.do === 'stop' || event.do === 'kill') ended(event.box)
      if (event.do === 'disk-fault' && boxes[event.box] !== undefined)
        seen.push({ saw: 'disk-fault', box: event.box })
      if (event.do === 'power-loss' && boxes[event.box] !== undefined) {
        seen.push({ saw: 'power-loss', box: event.box })
        lookedAt.set(event.box, lastLook(event.box))
        look()
      }
    },
    judge() {
      look()
      const conflicts = dropbox
        .tree()
        .flatMap(({ key, content }) => (content && copy.test(key) ? [decoder.decode(content)] : []))
      seen.push({ saw: 'stable', value: valueAt(undefined), conflicts })
      const result = explain(boxes.length, seen)
      if (result.explained === 'undecided') return { violations: [], decided: false }
      if (result.explained) return { violations: [], decided: true }
      const { at, observation } = result
      const what = `unexplained: ${JSON.stringify(observation)} after ${JSON.stringify(seen.slice(0, at))}`
      return { violations: [what], decided: true }
    },
  }
}

/** Whether an upload changed something that nobody waited for any more. */
function isLateUpload(event: CloudEvent): event is CloudEvent & { readonly box: string } {
  return (
    'request' in event &&
    (event.request === 'upload' || event.request === 'finish') &&
    event.delivery !== 'first' &&
    event.changes > 0
  )
}
