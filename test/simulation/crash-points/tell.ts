import type { StoreSnapshot } from '../../runtime/store/memory-store.ts'
import { type Answer, judge, settle, stayQuiet } from '../aftermath/settle.ts'
import { createStage, type Frozen, freeze, type Stage, usualWay } from '../aftermath/stage.ts'
import { seenAt, seenInDropbox, type Texts } from '../aftermath/trees.ts'
import { usualHabits } from '../cloud/account/habits.ts'
import { nextChange } from '../disk/journal.ts'
import { betweenWithBoundaries, isBoundary } from './boundaries.ts'
import { createScene } from './scene.ts'
import type { Story } from './story.ts'
import { format, type Journal } from './ways.ts'

/** A moment at which a box could go down. */
export interface Boundary {
  readonly what: string
  /** What people had done by then. */
  readonly deeds: number
  readonly frozen: Frozen
}

/** An act that was played without a crash. */
export interface Played {
  readonly boundaries: readonly Boundary[]
  /** What may stand at each path of the first box: it is one of these at some moment, for each path. */
  readonly moments: readonly Texts[]
  /** What people had done when all came to rest. */
  readonly deeds: number
  /** What everybody sees in the end. */
  readonly end: string
  readonly answer: Answer
  /** The indexes that there were before the act and between its acts. */
  readonly earlier: readonly StoreSnapshot[]
}

/** Tells a story from its beginning to its end, and keeps every boundary of its acts. Throws when it goes wrong by itself. */
export async function tell(story: Story, journal: Journal): Promise<readonly Played[]> {
  let boundaries: Boundary[] | undefined
  const reached = (what: string): void => {
    boundaries?.push({ what, deeds: scene.deeds, frozen: freeze(stage) })
  }
  const changes = (): number => {
    const journal = stage.boxes[0]?.disk.volume('/').journal
    return journal === undefined ? 0 : nextChange(journal)
  }
  const stage: Stage = createStage({
    seed: 1,
    boxes: story.boxes ?? 1,
    habits: { ...usualHabits, ...story.habits },
    misbehaviour: usualWay,
    between: (box) => (box === 0 ? betweenWithBoundaries(reached, changes) : {}),
  })
  for (const { disk } of stage.boxes) format(disk, journal)
  stage.dropbox.listen((event) => {
    if (isBoundary(event) && 'request' in event) reached(`${event.box} ${event.request}`)
  })
  const scene = createScene(stage)
  await story.before?.(scene)
  const played: Played[] = []
  const earlier: StoreSnapshot[] = []
  for (const act of story.acts) {
    for (const { disk } of stage.boxes) disk.flush()
    const from = scene.moments.length
    scene.note()
    earlier.push(...stage.boxes.slice(0, 1).map(({ store }) => store.snapshot()))
    boundaries = []
    await act(scene)
    const wrong = [...(await settle(stage, scene.answer)), ...judge(stage)]
    scene.note()
    const kept = boundaries
    boundaries = undefined
    wrong.push(...(await stayQuiet(stage, 2)))
    if (wrong.length > 0) throw new Error(`${story.name}, without a crash: ${wrong.join('; ')}`)
    played.push({
      boundaries: kept,
      moments: scene.moments.slice(from),
      deeds: scene.deeds,
      end: endOf(stage),
      answer: scene.answer,
      earlier: [...earlier],
    })
  }
  for (const box of stage.boxes) box.kill()
  return played
}

/** What everybody sees, as text. */
export function endOf({ boxes, dropbox }: Stage): string {
  return [seenInDropbox(dropbox), ...boxes.map(seenAt)]
    .map((seen) =>
      [...seen]
        .map(([path, text]) => `${path}: ${text}\n`)
        .sort()
        .join(''),
    )
    .join('---\n')
}
