import { cacheFolderName } from '../../../runtime/local/roots/cache-folder.ts'
import { judge, settle, stayQuiet } from '../aftermath/settle.ts'
import { createStage, type Stage, usualWay } from '../aftermath/stage.ts'
import { everywhere, seenAt, type Texts } from '../aftermath/trees.ts'
import { usualHabits } from '../cloud/account/habits.ts'
import type { WorldBox } from '../world/box.ts'
import { createChance } from '../world/chance.ts'
import type { Story } from './story.ts'
import { endOf, type Played } from './tell.ts'
import { goDown, type Way } from './ways.ts'

export interface Aftermath {
  /** Sentences; none: all is well. */
  readonly violations: readonly string[]
  /** What the agents did after the crash, when it was asked for. */
  readonly lines: readonly string[]
}

/**
 * Lets the first box go down at a boundary, looks at what is there, starts every agent again (the others are killed at the same moment), and
 * looks at what comes of it.
 */
export async function crashAt(
  { story, played, boundary, way }: { story: Story; played: Played; boundary: number; way: Way },
  options: { readonly looks: number; readonly tell?: boolean },
): Promise<Aftermath> {
  const at = played.boundaries[boundary]
  if (at === undefined) throw new RangeError(`there is no boundary ${boundary}`)
  const chance = createChance(boundary, way.name)
  const earlier = played.earlier[chance.below(played.earlier.length)] ?? at.frozen.boxes[0]?.store
  if (earlier === undefined) throw new TypeError('a story without a box')
  const { frozen, undone } = goDown(at.frozen, way, earlier, chance.stream('power').fraction)
  const later = { ...frozen, now: frozen.now + 1000 + chance.below(20_000) }
  const stage = createStage({
    seed: boundary,
    from: later,
    habits: { ...usualHabits, ...story.habits },
    misbehaviour: usualWay,
    tell: options.tell === true,
  })
  const violations = [...standing(stage, played.moments), ...lost(stage)]
  const isPlain = way.index === undefined
  const answer = isPlain ? played.answer : 'keep-both'
  violations.push(...(await settle(stage, answer)))
  if (violations.length === 0) violations.push(...judge(stage))
  const isComparable = isPlain && at.deeds === played.deeds && story.ends === undefined
  if (violations.length === 0 && isComparable && endOf(stage) !== played.end)
    violations.push(`another end than without a crash:\n${endOf(stage)}instead of\n${played.end}`)
  if (violations.length === 0) violations.push(...(await stayQuiet(stage, options.looks)))
  for (const box of stage.boxes) box.kill()
  const lines = [`crash after ${at.what}, undone: ${undone.join(', ') || 'nothing'}`, ...stage.lines]
  return { violations, lines }
}

/** Whether each path of the first box holds what it held before or what it is to hold in the end (Unison's invariant). */
function standing({ boxes: [box] }: Stage, moments: readonly Texts[]): string[] {
  if (box === undefined) return []
  const now = seenAt(box)
  const wrong: string[] = []
  for (const [path, text] of now)
    if (!moments.some((moment) => moment.get(path) === text))
      wrong.push(`at the crash ${path} holds: ${text}`)
  if (isInHand(box)) return wrong
  const live = new Set(now.values())
  for (const [path, text] of moments[0] ?? []) {
    if (now.has(path) || moments.some((moment) => !moment.has(path))) continue
    // In a conflict it makes room for the other first, under the name of a copy.
    const isBeside = moments.some((moment) => live.has(moment.get(path) ?? ''))
    if (!isBeside) wrong.push(`at the crash ${path} is not there, which held: ${text}`)
  }
  return wrong
}

/** Whether a swap has something in its hand that recovery puts back, in whichever root: an index that is lost knows none. */
function isInHand({ disk: { hands } }: WorldBox): boolean {
  return Object.keys(hands.tree('/')).some(
    (path) => path.includes(`/${cacheFolderName}/aside/`) && !path.endsWith('/aside/'),
  )
}

function lost({ boxes, dropbox, oracle }: Stage): string[] {
  return oracle.lost(everywhere(dropbox, boxes, true)).map((content) => `lost at the crash: ${content}`)
}
