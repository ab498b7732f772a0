import type { Keep } from '../../../runtime/core/restored/keep.ts'
import { haltsOf, judge, lookAgain, settle, stayQuiet } from '../aftermath/settle.ts'
import { createStage, type Frozen, freeze, type Stage } from '../aftermath/stage.ts'
import { everywhere, keyed, seenAt, seenInDropbox, type Texts } from '../aftermath/trees.ts'
import { folder } from '../world/box.ts'
import { createChance } from '../world/chance.ts'
import type { TimeTravel } from './cases.ts'
import { type History, project, workspace } from './history.ts'

export interface Travelled {
  /** Sentences; none: all is well. */
  readonly violations: readonly string[]
  /** Why the agent stood still. */
  readonly halts: readonly string[]
  readonly lines: readonly string[]
}

const choices: readonly Keep[] = ['keep-both', 'keep-cloud', 'keep-box']
/** ms during which nobody answers the agent. */
const patience = 3 * 60_000

/** Lets one thing happen to the first box of a history, and its agent start; then each choice is made, each from there. The history stays as it was. */
export async function travel(
  { stage, earlier, marked }: History,
  { name, touches, happen, ...happening }: TimeTravel,
  seed: number,
  options: { readonly looks: number; readonly tell?: boolean },
): Promise<Travelled> {
  const chance = createChance(seed, name)
  // By its mark in Dropbox a box knows that it is old as a whole; where nothing is at stake it just goes on.
  const known = happening.known === 'alike' && marked ? 'unites' : happening.known
  const root = chance.happens(0.5) ? folder : workspace
  const frozen = restored(stage, (box) => happen(box, earlier, root, chance.stream('restore')))
  const settings = { seed, from: frozen, marks: true, tell: options.tell === true }
  const waiting = createStage(settings)
  const violations: string[] = []
  const before = sidesOf(waiting)
  for (const box of waiting.boxes) box.start()
  for (const box of waiting.boxes) await lookAgain(waiting, box)
  await waiting.clock.advanceTo(waiting.clock.monotonic() + patience)
  for (const box of waiting.boxes) await lookAgain(waiting, box)
  const stopped = waiting.boxes.flatMap(haltsOf)
  const halts = stopped.map(({ reason }) => reason)
  const places = known === 'halts' ? stopped.flatMap((halt) => ('path' in halt ? [halt.path] : [])) : ['']
  const inStep = known === 'unites in step' ? pathsInStep(stage) : undefined
  const isHalted = (path: string): boolean =>
    places.some((place) => path === place || path.startsWith(`${place}/`)) && inStep?.has(path) !== false
  if (known === 'halts' && halts.length === 0) violations.push('nothing is noticed')
  violations.push(...harm(before, sidesOf(waiting), known, isHalted))
  // Once the person has chosen, a root to which nothing has happened goes on as ever.
  const isInProject = (path: string): boolean => path === project || path.startsWith(`${project}/`)
  const isTouched = (path: string): boolean =>
    touches === 'everything' || isInProject(path) === (root === workspace)
  const lines = [...waiting.lines]
  for (const box of waiting.boxes) box.kill()

  const kept = halts.length === 0 ? choices.slice(0, 1) : choices
  for (const choice of kept) {
    const chosen = createStage(settings)
    const gone = new Set(chosen.oracle.lost(everywhere(chosen.dropbox, chosen.boxes)))
    const wrong = await settle(chosen, choice)
    if (wrong.length === 0) wrong.push(...judge(chosen).filter((one) => !gone.has(one.replace('lost: ', ''))))
    if (wrong.length === 0 && choice === 'keep-both' && known === 'halts')
      wrong.push(...harm(before, sidesOf(chosen), known, isTouched))
    // What is owed of marks is written first.
    await chosen.clock.advanceTo(chosen.clock.monotonic() + patience)
    if (wrong.length === 0) wrong.push(...(await stayQuiet(chosen, options.looks)))
    violations.push(...wrong.map((one) => `after ${choice}: ${one}`))
    lines.push(`--- ${choice}`, ...chosen.lines)
    for (const box of chosen.boxes) box.kill()
  }
  return { violations, halts, lines }
}

/** A stage as it is when something has happened to the first box; the stage itself stays as it was. */
function restored(
  stage: Stage,
  happen: (box: Stage['boxes'][number]) => Frozen['boxes'][number]['store'],
): Frozen {
  const [first] = stage.boxes
  if (first === undefined) throw new TypeError('there is no box to restore')
  const whole = first.disk.snapshot('/')
  const store = happen(first)
  const frozen = freeze(stage)
  for (const root of [folder, workspace]) {
    if (first.disk.volume(root) !== first.disk.volume('/')) first.disk.unmount(root)
  }
  first.disk.restore(whole)
  const [box, ...others] = frozen.boxes
  if (box === undefined) throw new TypeError('there is no box to restore')
  return { ...frozen, boxes: [{ ...box, store }, ...others] }
}

interface Sides {
  readonly here: Texts
  readonly cloud: Texts
}

function sidesOf({ boxes: [first], dropbox }: Stage): Sides {
  return {
    here: first === undefined ? new Map() : keyed(seenAt(first)),
    cloud: keyed(seenInDropbox(dropbox)),
  }
}

/**
 * What nobody agreed to: content that was live in Dropbox, or on the first box, and is so under no name any more. Roots that are not halted go on,
 * and so does a box whose files and index agree, like one that was off for long; these follow Dropbox.
 */
function harm(
  before: Sides,
  after: Sides,
  known: TimeTravel['known'],
  isHalted: (path: string) => boolean,
): string[] {
  const gone = (one: Texts, other: Texts): string[] => {
    const live = new Set(other.values())
    return [...one].flatMap(([path, text]) => (live.has(text) || !isHalted(path) ? [] : [`${path}: ${text}`]))
  }
  return [
    ...gone(before.cloud, after.cloud).map((what) => `unasked, Dropbox lost ${what}`),
    ...(known === 'alike'
      ? []
      : gone(before.here, after.here).map((what) => `unasked, the box lost ${what}`)),
  ]
}

/** The paths at which the first box of a stage holds what Dropbox does. */
function pathsInStep(stage: Stage): ReadonlySet<string> {
  const { here, cloud } = sidesOf(stage)
  return new Set([...here].flatMap(([path, text]) => (cloud.get(path) === text ? [path] : [])))
}
