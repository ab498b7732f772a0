import type { WorldEvent } from './events.ts'
import { simplerThan } from './simpler.ts'

/** What makes a run: with the seed, all of it. */
export interface Schedule {
  readonly events: readonly WorldEvent[]
  readonly boxes: number
  /** Nothing goes wrong on the way to Dropbox, which has its usual habits. */
  readonly calm: boolean
}

/** Up to so many events every two of them are left out together. */
const fewEnoughForPairs = 24

/**
 * Makes a failing run small, as long as `fails` still holds: without trouble on the way to Dropbox, without a box, without all events of a kind or a
 * path, without ever smaller stretches of events (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), without any two,
 * and each event made simpler; all that again until nothing helps any more. At most `limit` runs.
 */
export async function shrink(
  schedule: Schedule,
  fails: (schedule: Schedule) => Promise<boolean>,
  limit = 2_000,
): Promise<Schedule> {
  let smallest = schedule
  let runs = 0
  const tryOut = async (candidate: Schedule): Promise<boolean> => {
    if (runs >= limit) return false
    runs++
    if (!(await fails(candidate))) return false
    smallest = candidate
    return true
  }
  const without = (events: readonly WorldEvent[]): Promise<boolean> =>
    events.length < smallest.events.length ? tryOut({ ...smallest, events }) : Promise.resolve(false)

  const passes: readonly (() => Promise<boolean>)[] = [
    async () => !smallest.calm && (await tryOut({ ...smallest, calm: true })),
    async () => {
      for (let box = smallest.boxes - 1; box >= 0 && smallest.boxes > 1; box--)
        if (await tryOut(withoutBox(smallest, box))) return true
      return false
    },
    async () => {
      let shrunk = false
      for (const group of groupsOf(smallest.events))
        if (await without(smallest.events.filter((event) => !group(event)))) shrunk = true
      return shrunk
    },
    // From the end on: what comes before goes the same way as it did.
    async () => {
      let shrunk = false
      for (let size = Math.ceil(smallest.events.length / 2); size >= 1; size = Math.floor(size / 2))
        for (let end = smallest.events.length; end > 0; end -= size) {
          const { events } = smallest
          if (await without([...events.slice(0, Math.max(0, end - size)), ...events.slice(end)]))
            shrunk = true
        }
      return shrunk
    },
    async () => {
      if (smallest.events.length > fewEnoughForPairs) return false
      for (let later = smallest.events.length - 1; later > 0; later--)
        for (let earlier = later - 1; earlier >= 0; earlier--)
          if (await without(smallest.events.filter((_, index) => index !== earlier && index !== later)))
            return true
      return false
    },
    async () => {
      let shrunk = false
      for (const index of smallest.events.keys())
        for (let simpler = true; simpler; ) {
          simpler = false
          const event = smallest.events[index]
          for (const other of event === undefined ? [] : simplerThan(event)) {
            simpler = await tryOut({ ...smallest, events: smallest.events.with(index, other) })
            if (simpler) break
          }
          if (simpler) shrunk = true
        }
      return shrunk
    },
  ]
  for (let shrunk = true; shrunk && runs < limit; ) {
    shrunk = false
    for (const pass of passes) if (await pass()) shrunk = true
  }
  return smallest
}

/** The same with one box less; those behind it move up. */
function withoutBox({ events, boxes, calm }: Schedule, gone: number): Schedule {
  const left = events.flatMap((event) => {
    if (!('box' in event) || event.box === undefined || event.box < gone) return [event]
    return event.box === gone ? [] : [{ ...event, box: event.box - 1 }]
  })
  return { events: left, boxes: boxes - 1, calm }
}

/** Events that have something in common: what is done, what it is done with, or where. */
function groupsOf(events: readonly WorldEvent[]): ((event: WorldEvent) => boolean)[] {
  const pathOf = (event: WorldEvent): string | undefined => ('path' in event ? event.path : undefined)
  const boxOf = (event: WorldEvent): number | undefined => ('box' in event ? event.box : undefined)
  const kinds = [...new Set(events.map((event) => event.do))]
  const paths = [...new Set(events.flatMap((event) => pathOf(event) ?? []))]
  const boxes = [...new Set(events.map(boxOf))]
  return [
    ...boxes.map((box) => (event: WorldEvent) => boxOf(event) === box),
    ...kinds.map((kind) => (event: WorldEvent) => event.do === kind),
    ...paths.map((path) => (event: WorldEvent) => pathOf(event) === path),
  ]
}
