import { type Aftermath, crashAt } from './crash.ts'
import { stories } from './stories/stories.ts'
import type { Story } from './story.ts'
import { type Played, tell } from './tell.ts'
import { type Journal, type Way, ways } from './ways.ts'

/** One crash: a boundary of an act of a story, and the way in which the box goes down there. */
export interface CrashPoint {
  /** `story/journal/act/boundary/way`, which finds it again. */
  readonly name: string
  readonly story: Story
  readonly played: Played
  readonly boundary: number
  readonly way: Way
}

/** All crash points of one story, on a disk with each of these journals. Throws when it goes wrong without a crash. */
export async function crashPointsOf(
  index: number,
  journals: readonly Journal[] = ['ordered', 'logged'],
): Promise<readonly CrashPoint[]> {
  const story = stories[index]
  if (story === undefined) throw new RangeError(`there is no story ${index}`)
  const points: CrashPoint[] = []
  for (const journal of journals) {
    const acts = await tell(story, journal)
    for (const [act, played] of acts.entries())
      for (const boundary of played.boundaries.keys())
        for (const [number, way] of ways.entries()) {
          // Which journal it is matters to power cuts alone.
          if (way.power === undefined && journal !== journals[0]) continue
          const name = [index, journal, act, boundary, number].join('/')
          points.push({ name, story, played, boundary, way })
        }
  }
  return points
}

const goldenRatio = (Math.sqrt(5) - 1) / 2

/** So many of a list, spread evenly over all of it; the next `turn` begins elsewhere. */
export function spread<Item>(items: readonly Item[], count: number, turn = 0): readonly Item[] {
  if (count >= items.length) return items
  const chosen = new Set<Item>()
  for (let index = turn * count; chosen.size < count; index++) {
    const item = items[Math.floor(((index * goldenRatio) % 1) * items.length)]
    if (item !== undefined) chosen.add(item)
  }
  return [...chosen]
}

/** Crashes there, and gives what is wrong in lines that a person can act on; none: all is well. */
export async function tryPoint(
  point: CrashPoint,
  options: { readonly looks: number; readonly tell?: boolean },
): Promise<Aftermath> {
  const aftermath = await crashAt(point, options)
  if (aftermath.violations.length === 0) return aftermath
  const { what } = point.played.boundaries[point.boundary] ?? { what: '' }
  const title = `${point.story.name}, ${point.way.name}, after ${what}`
  const replay = `replay: npm run reliability:crash-points -- --point ${point.name}`
  return { ...aftermath, violations: [`${title}: ${aftermath.violations.join('; ')}\n  ${replay}`] }
}
