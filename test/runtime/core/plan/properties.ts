import fc from 'fast-check'
import type { Operation } from '../../../../runtime/core/plan/operation.ts'
import type { RemoteEntry } from '../../../../runtime/core/tree.ts'
import { type Edit, history, perform } from './edits.ts'
import { CannotCarryOut } from './world/apply.ts'
import { createWorld, type World } from './world.ts'

/** What holds of the planner for every three trees; `share` of the cases of a run go to it. */
export interface PlannerProperty {
  readonly that: string
  readonly share: number
  readonly property: fc.IRawProperty<unknown>
}

/** Paths are of three components at most: two rounds for each and ten more must do. */
const mostRounds = 2 * 3 + 10

const synced = (before: readonly Edit[]): World => {
  const world = createWorld()
  for (const change of before) perform(world, 'local', change, '')
  world.settle(mostRounds)
  return world
}

const convergence = fc.property(
  history,
  history,
  history,
  fc.boolean(),
  (before, onBox, inDropbox, apart) => {
    const world = synced(before)
    for (const change of onBox) perform(world, 'local', change, apart ? 'box' : '')
    for (const change of inDropbox) perform(world, 'remote', change, apart ? 'cloud' : '')
    const written = contents(world)
    world.settle(mostRounds)
    mustHold(world, written)
    mustBeAtPeace(world)
  },
)

const oneSide = fc.property(
  history,
  history,
  fc.constantFrom('local' as const, 'remote' as const),
  (before, changes, side) => {
    const world = synced(before)
    for (const change of changes) perform(world, side, change, 'x')
    const wanted = textOf(world, side)
    world.settle(mostRounds)
    mustBe(world, wanted)
  },
)

const unchosen = fc.property(history, history, (before, changes) => {
  const world = createWorld({ rules: [] })
  for (const change of before) perform(world, 'local', change, '')
  world.settle(mostRounds)
  for (const change of changes) perform(world, 'local', change, 'x')
  const wanted = textOf(world, 'local')
  world.settle(mostRounds)
  mustBe(world, wanted)
})

/** One plan of which only a part is carried out, in an order of its own, between edits on both sides. */
interface Interruption {
  readonly onBox: readonly Edit[]
  readonly inDropbox: readonly Edit[]
  /** Of each operation in turn, whether it is carried out, and how far it is put off among those of its kind. */
  readonly fates: readonly { readonly done: boolean; readonly later: number }[]
}

const few = fc.array(history, { maxLength: 1 }).map((some) => some[0]?.slice(0, 3) ?? [])
const interruption: fc.Arbitrary<Interruption> = fc.record({
  onBox: few,
  inDropbox: few,
  fates: fc.array(fc.record({ done: fc.boolean(), later: fc.nat({ max: 3 }) }), { maxLength: 6 }),
})

const interrupted = fc.property(history, fc.array(interruption, { maxLength: 5 }), (start, interruptions) => {
  const world = synced(start)
  const written = new Set<string>()
  for (const [index, { onBox, inDropbox, fates }] of interruptions.entries()) {
    const before = contents(world)
    for (const change of onBox) perform(world, 'local', change, `box${index}`)
    for (const change of inDropbox) perform(world, 'remote', change, `cloud${index}`)
    const now = contents(world)
    // What a person replaced or deleted here is gone by intent.
    for (const one of before) if (!now.has(one)) written.delete(one)
    for (const one of now) written.add(one)
    carryOutPartly(world, fates)
  }
  world.settle(mostRounds)
  mustHold(world, written)
  mustBeAtPeace(world)
})

export const plannerProperties: readonly PlannerProperty[] = [
  {
    that: 'both sides end equal, nothing that was there is lost, and then nothing more is planned',
    share: 0.4,
    property: convergence,
  },
  {
    that: 'what nobody touched is not touched: a change on one side alone reaches the other without conflict copies',
    share: 0.25,
    property: oneSide,
  },
  {
    that: 'where nothing was chosen, whatever is made and changed on the box alone is in Dropbox in the end',
    share: 0.1,
    property: unchosen,
  },
  {
    that: 'plans that are carried out in part and in another order, with edits in between, end the same way',
    share: 0.25,
    property: interrupted,
  },
]

/** Carries out a part of the plan. What another operation would have had to come before cannot be carried out, and is left too. */
function carryOutPartly(world: World, fates: Interruption['fates']): void {
  const { operations } = world.plan()
  const order = operations.map((operation, index) => ({
    operation,
    done: fates[index % Math.max(1, fates.length)]?.done ?? true,
    place: index + (isTransfer(operation) ? (fates[index % Math.max(1, fates.length)]?.later ?? 0) : 0),
  }))
  for (const { operation, done } of order.sort((one, other) => one.place - other.place)) {
    if (!done) continue
    try {
      world.apply(operation)
    } catch (error) {
      if (!(error instanceof CannotCarryOut)) throw error
    }
  }
}

function isTransfer({ kind }: Operation): boolean {
  return kind === 'upload' || kind === 'download'
}

function contents(world: World): Set<string> {
  const found = new Set<string>()
  for (const entry of world.local.values()) if (entry.kind === 'file') found.add(entry.hash)
  for (const entry of world.remote.values()) if (entry.kind === 'file') found.add(entry.hash)
  return found
}

function mustHold(world: World, written: ReadonlySet<string>): void {
  const kept = contents(world)
  for (const one of world.trash) kept.add(one)
  for (const one of world.revisions) kept.add(one)
  for (const one of written) if (!kept.has(one)) throw new Error(`lost ${one}`)
}

function mustBeAtPeace(world: World): void {
  for (const [at, there] of world.remote) {
    const here = world.local.get(at)
    const isSame = here?.kind === there.kind && (here.kind === 'folder' || here.hash === hashOf(there))
    if (!isSame)
      throw new Error(`the box holds ${textOf(world, 'local')}, and Dropbox ${textOf(world, 'remote')}`)
    if (here.name !== there.name) throw new Error(`spelling of ${at}`)
  }
  for (const at of world.local.keys()) if (!world.remote.has(at)) throw new Error(`only the box holds ${at}`)
  const { operations } = world.plan()
  if (operations.length > 0) throw new Error(`still planned: ${JSON.stringify(operations)}`)
}

function hashOf(entry: RemoteEntry): string | undefined {
  return entry.kind === 'file' ? entry.hash : undefined
}

function mustBe(world: World, wanted: string): void {
  for (const side of ['local', 'remote'] as const)
    if (textOf(world, side) !== wanted)
      throw new Error(`the ${side} side holds ${textOf(world, side)} instead of ${wanted}`)
}

/** Each path with its content (a folder: `/`), in order. */
function textOf(world: World, side: 'local' | 'remote'): string {
  const lines: string[] = []
  for (const [at, entry] of world[side]) lines.push(`${at} ${entry.kind === 'file' ? entry.hash : '/'}`)
  return lines.sort().join('\n')
}
