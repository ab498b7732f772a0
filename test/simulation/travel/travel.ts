import { keyOf } from '../../../runtime/core/path.ts'
import type { Keep } from '../../../runtime/core/restored/keep.ts'
import type { RestoredPlan, Touched } from '../../../runtime/core/restored/preview.ts'
import type { Halt } from '../../../runtime/engine/status.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import type { SimulatedDisk } from '../disk/disk.ts'
import { folder, home, type WorldBox } from '../world/box.ts'
import type { Chance } from '../world/chance.ts'
import { type Journey, journeys, momentOf, workspace } from './journey.ts'
import { createSmallWorld, type SmallWorld } from './small-world.ts'

/** What came of a journey. */
export interface Arrival {
  /** Sentences; none: nothing was overwritten or deleted unasked, and the choice did what it had shown. */
  readonly violations: readonly string[]
  /** What the agent stopped for. */
  readonly halts: readonly Halt['reason'][]
  /** What was shown before the choice; undefined where there was none to make. */
  readonly shown: RestoredPlan | undefined
}

/** So long nothing may happen before the choice: second looks, markers and scans are over by then. */
const waiting = 5 * 60_000
const paths = ['a', 'b', 'c', 'papers/a', 'papers/b', 'papers/old/c', 'letters/d']

/**
 * Lives a box's life from a seed, up to a moment and beyond; brings files, memory or both back to that moment or loses them; starts the agent
 * and watches that nothing is overwritten or deleted; makes the choice, and compares what happens with what was shown.
 */
export async function travel(seed: number, journey: Journey, keep: Keep): Promise<Arrival> {
  const world = createSmallWorld(seed)
  const { chance, dropbox } = world
  const box = world.box('before')
  box.disk.hands.mkdir(workspace)
  if (chance.happens(0.5)) box.disk.mount(workspace)
  box.disk.hands.mkdir(folder)
  box.disk.hands.symlink(workspace, `${folder}/project`)
  const written = new Set<string>()
  const edits = { box, dropbox, written, chance: chance.stream('people') }
  await live(edits, world, 6)
  const then = momentOf(box)
  await live(edits, world, 1 + chance.below(6))
  if (chance.happens(0.3)) editInDropbox(edits)

  const after = world.box('after', { from: journeys[journey](box, then) })
  if (chance.happens(0.3)) editOnBox({ ...edits, box: after })
  const before = { here: textsOf(after.disk), there: filesOf(dropbox) }
  after.start()
  await world.rest(after)
  await world.pass(waiting)
  const status = after.engine?.status()
  const halts = status?.state === 'halted' ? status.halts : []
  const unasked = { here: textsOf(after.disk), there: filesOf(dropbox) }
  const violations = [
    ...differences(before.there, unasked.there).map((path) => `${path} changed in Dropbox, and nobody asked`),
    ...differences(before.here, unasked.here)
      .filter((path) => !isKeptTwice(path, before.here, unasked.here))
      .map((path) => `${path} changed on the box, and nobody asked`),
  ]

  const premature = new Set<string>()
  after.engine?.listen(({ state }) => {
    if (state !== 'up-to-date') return
    const [here, there] = [textsOf(after.disk), filesOf(dropbox)]
    for (const path of union(here, there))
      if (here.get(path) !== there.get(path)?.text)
        premature.add(`${path} was not the same when it said to be up to date`)
  })
  const shown = await choose(after, keep, world)
  await world.rest(after)
  violations.push(...premature)
  const end = { here: textsOf(after.disk), there: filesOf(dropbox) }
  if (after.status() !== 'up-to-date') violations.push(`no rest: ${JSON.stringify(after.engine?.status())}`)
  if (shown !== undefined) violations.push(...compare(shown, unasked, end))
  if (keep === 'keep-both')
    for (const path of unasked.there.keys())
      if (!end.there.has(path)) violations.push(`keep-both deleted ${path} in Dropbox`)
  violations.push(...lost(before, end, after.disk, dropbox))
  for (const path of union(end.here, end.there))
    if (end.here.get(path) !== end.there.get(path)?.text)
      violations.push(`${path} is not the same: ${end.here.get(path)} and ${end.there.get(path)?.text}`)
  after.kill()
  return { violations, halts: halts.map(({ reason }) => reason), shown }
}

interface People {
  readonly box: WorldBox
  readonly dropbox: SimulatedDropbox
  readonly written: Set<string>
  readonly chance: Chance
}

/** The agent's life from a start to an orderly end, while people edit on both sides. */
async function live(people: People, world: SmallWorld, edits: number): Promise<void> {
  const { box, chance } = people
  box.start()
  for (let edit = 0; edit < edits; edit++) {
    if (chance.happens(0.6)) editOnBox(people)
    else editInDropbox(people)
    await world.rest(box)
  }
  // Long enough for every mark to be moved on.
  await world.pass(2 * 60_000)
  await world.rest(box)
  await world.stop(box)
}

function editOnBox({ box, written, chance }: People): void {
  const { hands } = box.disk
  const path = `${workspace}/${chance.pick(paths)}`
  if (chance.happens(0.25)) hands.remove(path)
  else {
    const text = `box ${written.size}`
    written.add(text)
    hands.write(path, text)
  }
}

function editInDropbox({ dropbox, written, chance }: People): void {
  const path = `/project/${chance.pick(paths)}`
  if (chance.happens(0.25)) dropbox.hands.delete(path)
  else {
    const text = `cloud ${written.size}`
    written.add(text)
    dropbox.hands.write(path, text)
  }
}

/** Does what the halts ask for: the choice, and whatever can be approved. Gives what was shown before the choice. */
async function choose(
  { engine }: WorldBox,
  keep: Keep,
  world: SmallWorld,
): Promise<RestoredPlan | undefined> {
  if (engine === undefined) return undefined
  const shown = (await world.answer(engine.restored()))?.plans[keep]
  if (shown === undefined) await world.answer(engine.approve())
  else if ((await world.answer(engine.keep(keep, shown))) !== 'chosen')
    throw new Error('the choice was refused')
  return shown
}

interface Sides {
  readonly here: ReadonlyMap<string, string>
  readonly there: ReadonlyMap<string, { readonly rev: string; readonly text: string }>
}

/** What was done beside what was shown, for each list in which something is at stake. */
function compare(shown: RestoredPlan, before: Sides, end: Sides): string[] {
  const twice = new Set(shown.conflictCopies.map(({ path }) => path))
  const gone = (side: ReadonlyMap<string, unknown>, left: ReadonlyMap<string, unknown>): string[] =>
    [...side.keys()].filter((path) => !left.has(path))
  const changed = (side: 'here' | 'there'): string[] =>
    [...before[side].keys()].filter(
      (path) => end[side].has(path) && !same(before[side].get(path), end[side].get(path)) && !twice.has(path),
    )
  return [
    ...report('deleted in Dropbox', shown.deletedInDropbox, gone(before.there, end.there)),
    ...report('deleted here', shown.deletedHere, gone(before.here, end.here)),
    ...report('replaced in Dropbox', shown.replacedInDropbox, changed('there')),
    ...report('replaced here', shown.replacedHere, changed('here')),
  ]
}

function report(what: string, shown: readonly Touched[], done: readonly string[]): string[] {
  const files = shown.filter(({ content }) => content !== '').map(({ path }) => path)
  return [
    ...done.filter((path) => !files.includes(path)).map((path) => `${path} was ${what}, and was not shown`),
    ...files.filter((path) => !done.includes(path)).map((path) => `${path} was shown, and not ${what}`),
  ]
}

/** Contents that were on either side and are nowhere any more. */
function lost(before: Sides, end: Sides, disk: SimulatedDisk, dropbox: SimulatedDropbox): string[] {
  const kept = new Set([...end.here.values(), ...[...end.there.values()].map(({ text }) => text)])
  for (const { content } of dropbox.revisions()) kept.add(new TextDecoder().decode(content))
  for (const [path, text] of Object.entries(disk.hands.tree(home)))
    if (path.includes('/.dropbox.cache/trash/')) kept.add(text)
  return [...before.here.values(), ...[...before.there.values()].map(({ text }) => text)]
    .filter((text) => !kept.has(text))
    .map((text) => `lost: ${text}`)
}

/** Paths that were there and are not as they were. */
function differences<Value>(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>): string[] {
  return [...before.keys()].filter((path) => !same(before.get(path), after.get(path)))
}

/** Dropbox's version took the name, and the box's stands beside it. */
function isKeptTwice(
  path: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): boolean {
  const text = before.get(path)
  return [...after].some(([other, kept]) => other.includes('conflicted copy') && kept === text)
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function union(...sides: readonly ReadonlyMap<string, unknown>[]): Set<string> {
  return new Set(sides.flatMap((side) => [...side.keys()]))
}

/** What the workspace holds, by its path in Dropbox. */
function textsOf({ hands }: SimulatedDisk): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const [name, text] of Object.entries(hands.tree(workspace)))
    if (!name.endsWith('/') && !name.startsWith('.dropbox.cache/')) texts.set(keyOf(`/project/${name}`), text)
  return texts
}

function filesOf(dropbox: SimulatedDropbox): ReadonlyMap<string, { rev: string; text: string }> {
  const files = new Map<string, { rev: string; text: string }>()
  for (const { key, entry, content } of dropbox.tree())
    if (entry.kind === 'file' && key.startsWith('/project/'))
      files.set(key, { rev: entry.rev, text: new TextDecoder().decode(content) })
  return files
}
