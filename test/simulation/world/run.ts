import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import type { Engine } from '../../../runtime/engine/interface.ts'
import type { DiskErrorCode } from '../../../runtime/ports/files.ts'
import { drawHabits, type Habits } from '../cloud/account/habits.ts'
import { drawMisbehaviour } from '../cloud/connection/misbehaviour.ts'
import { createSimulatedDropbox, type SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { createWorldBox, folder, type WorldBox } from './box.ts'
import { createChance } from './chance.ts'
import { createEvents, type WorldEvent } from './events.ts'
import { createOracle, type Oracle } from './oracle.ts'
import { actAtBox, actInDropbox, tidyNames } from './people.ts'
import { createTrace } from './trace.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** What came of a run. */
export interface Outcome {
  /** Sentences; none: all is well. */
  readonly violations: readonly string[]
  /** The same for the same seed and events. */
  readonly trace: string
  readonly events: readonly WorldEvent[]
  /** What happened, one line each, when it was asked for. */
  readonly lines: readonly string[]
}

const firstMoment = Date.UTC(2026, 10, 21, 12)
const longestSettling = 30 * 60_000
/** What was sent twice, late, or by an agent that was killed is on its way for less. */
const longestDelay = 3 * 60_000
const mostRounds = 40
/** Looks of every box in a row without a write that mean peace, and those that must follow it: ten in all. */
const stillRounds = 2
const furtherRounds = 8

/** Runs a world from a seed: its own events, or (to replay and to shrink) a given list of them. */
export async function runWorld(
  seed: number,
  options: {
    readonly events?: readonly WorldEvent[]
    /** What Dropbox makes of its freedoms; drawn from the seed when not given. */
    readonly habits?: Habits
    readonly tell?: boolean
  } = {},
): Promise<Outcome> {
  const chance = createChance(seed)
  const trace = createTrace()
  const lines: string[] = []
  let activity = 0
  const clock = createVirtualClock(firstMoment, () => activity)
  const happened = (what: string): void => {
    activity++
    trace.add(`${clock.monotonic()} ${what}\n`)
    noted?.(what)
  }
  const noted = options.tell
    ? (what: string): void => {
        lines.push(`${(clock.monotonic() / 1000).toFixed(3).padStart(10)} ${what}`)
      }
    : undefined
  const dropbox = createSimulatedDropbox({
    now: clock.now,
    random: chance.stream('dropbox'),
    habits: options.habits ?? drawHabits(chance.stream('habits')),
  })
  dropbox.listen((event) => happened(JSON.stringify(event)))
  const count = 1 + chance.stream('world').below(3)
  const boxes = Array.from({ length: count }, (_, index) =>
    createWorldBox({
      name: `box${index}`,
      dropbox,
      clock,
      chance: chance.stream(`box ${index}`),
      misbehaviour: drawMisbehaviour(chance.stream(`way ${index}`)),
      happened,
      ...(noted === undefined ? {} : { noted }),
    }),
  )
  const events = options.events ?? createEvents(chance.stream('events'), count)
  const oracle = createOracle()
  for (const box of boxes) box.start()
  for (const event of events) {
    await clock.advanceTo(event.at)
    happened(JSON.stringify(event))
    perform(event, boxes, dropbox, oracle, clock)
  }
  const violations = await settle(boxes, dropbox, clock)
  if (violations.length === 0)
    violations.push(...judge(boxes, dropbox, oracle), ...(await stayQuiet(boxes, dropbox, clock)))
  for (const box of boxes) box.kill()
  return { violations, trace: trace.digest(), events, lines }
}

function perform(
  event: WorldEvent,
  boxes: readonly WorldBox[],
  dropbox: SimulatedDropbox,
  oracle: Oracle,
  clock: VirtualClock,
): void {
  const box = 'box' in event && event.box !== undefined ? boxes[event.box] : undefined
  switch (event.do) {
    case 'cursor-reset':
      dropbox.resetCursors()
      return
    case 'clock':
      clock.skew(event.by)
      return
    case 'write':
    case 'careless-write':
    case 'append':
    case 'save-by-rename':
    case 'delete':
    case 'folder':
    case 'move':
      if (box === undefined) actInDropbox(event, dropbox, oracle)
      else actAtBox(event, box.disk, oracle)
      return
    case 'kill':
      box?.kill()
      return
    case 'power-loss':
      if (box !== undefined) cutPower(box, dropbox, oracle)
      return
    case 'start':
      box?.start()
      return
    case 'stop':
      box?.stop()
      return
    case 'offline':
      box?.offline(event.duration)
      return
    case 'disk-full':
      box?.setRoom(0)
      return
    case 'disk-room':
      box?.setRoom(1 << 30)
      return
    case 'disk-fault':
      box?.failDisk(event.call, event.code as DiskErrorCode, event.count)
      return
    case 'watch-lost':
      box?.loseHints(clock.monotonic() + event.duration)
      return
    default:
      event satisfies never
  }
}

/**
 * Cuts the power of a box, and tells the oracle what that took: what was written without a flush and is nowhere in Dropbox is lost by nobody's
 * fault; what Dropbox holds and the box has lost or garbled must stay in Dropbox.
 */
function cutPower(box: WorldBox, dropbox: SimulatedDropbox, oracle: Oracle): void {
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
  const live = new Map(
    dropbox.tree().map(({ key, content }) => [key, content === undefined ? undefined : decode(content)]),
  )
  const kept = new Set(dropbox.revisions().map(({ content }) => decode(content)))
  for (const { path, before, after } of box.losePower()) {
    if (!path.startsWith(`${folder}/`) || path.includes('/.dropbox.cache/') || before === undefined) continue
    const text = decode(before)
    if (!kept.has(text)) oracle.replaced(text)
    const key = keyOf(path.slice(folder.length))
    const there = live.get(key)
    const { synced } = box.store.get(key)
    if (there === undefined || synced?.kind !== 'file') continue
    if (contentHashOf(new TextEncoder().encode(there)) !== synced.hash) continue
    const blank = after !== undefined && (after.at(-1) ?? 0) === 0
    if (text === there ? oracle.timesReplaced(there) === 0 : blank && oracle.timesReplaced(there) === 1)
      oracle.endangered(there)
  }
}

/** Ends all trouble, starts every agent, and gives them time until nothing changes any more. */
async function settle(
  boxes: readonly WorldBox[],
  dropbox: SimulatedDropbox,
  clock: VirtualClock,
): Promise<string[]> {
  for (const box of boxes) {
    tidyNames(box.disk)
    box.calmDown()
    box.start()
  }
  // Nothing that was sent twice, late, or by an agent that was killed is to come after peace was found.
  await clock.advanceUntil(() => dropbox.underWay() === 0, longestDelay)
  const work = (): number => dropbox.counts.boxChanges + boxes.reduce((sum, box) => sum + box.changes, 0)
  for (let round = 0, still = 0; round < mostRounds; round++) {
    const before = work()
    for (const box of boxes) {
      if (box.status() === 'halted') await approve(box, clock)
      if (!(await lookAgain(box, clock)))
        return [`${box.engine ? 'an agent' : 'no agent'} comes to no end: ${box.status()}`]
    }
    // What was sent twice, or by an agent that was killed, may still be on its way.
    const arrived = dropbox.underWay() === 0
    if (!arrived) await clock.advanceUntil(() => dropbox.underWay() === 0, longestSettling)
    const calm = arrived && work() === before && boxes.every((box) => box.status() === 'up-to-date')
    still = calm ? still + 1 : 0
    if (still === stillRounds) return []
  }
  return [`no peace after ${mostRounds} rounds: ${boxes.map((box) => box.status()).join(', ')}`]
}

async function approve(box: WorldBox, clock: VirtualClock): Promise<void> {
  let done = false
  const agree = async (engine: Engine): Promise<void> => {
    await engine.approve()
    const restored = await engine.restored()
    if (restored !== undefined) await engine.keep('keep-both', restored.plans['keep-both'])
  }
  if (box.engine !== undefined)
    agree(box.engine).then(
      () => {
        done = true
      },
      () => {},
    )
  await clock.advanceUntil(() => done, longestSettling)
}

async function lookAgain(box: WorldBox, clock: VirtualClock): Promise<boolean> {
  let looked = false
  box.engine?.rescan().then(
    () => {
      looked = true
    },
    () => {},
  )
  return clock.advanceUntil(() => looked && ['up-to-date', 'halted'].includes(box.status()), longestSettling)
}

function judge(boxes: readonly WorldBox[], dropbox: SimulatedDropbox, oracle: Oracle): string[] {
  const violations: string[] = []
  const cloud = new Map(
    dropbox
      .tree()
      .map(({ key, content }) => [key, content === undefined ? '/' : new TextDecoder().decode(content)]),
  )
  const existing = new Set(dropbox.revisions().map(({ content }) => new TextDecoder().decode(content)))
  for (const [index, box] of boxes.entries()) {
    const everything = box.disk.hands.tree(folder)
    const local = new Map<string, string>()
    for (const [name, text] of Object.entries(everything)) {
      const path = `/${name.replace(/\/$/, '')}`.normalize('NFC').toLowerCase()
      if (name.startsWith('.dropbox.cache/')) {
        if (name.startsWith('.dropbox.cache/trash/')) existing.add(text)
      } else {
        local.set(path, name.endsWith('/') ? '/' : text)
        existing.add(text)
      }
    }
    const differences = [...new Set([...cloud.keys(), ...local.keys()])].filter(
      (path) => cloud.get(path) !== local.get(path),
    )
    for (const path of differences.slice(0, 3)) {
      violations.push(`box${index} and Dropbox differ at ${path}: ${local.get(path)} and ${cloud.get(path)}`)
    }
  }
  for (const content of oracle.lost(existing)) violations.push(`lost: ${content}`)
  for (const content of oracle.overwritten(new Set(cloud.values())))
    violations.push(`replaced by what a power cut left: ${content}`)
  return violations
}

/** Once all is equal, further looks write nothing anywhere. */
async function stayQuiet(
  boxes: readonly WorldBox[],
  dropbox: SimulatedDropbox,
  clock: VirtualClock,
): Promise<string[]> {
  const written = (): string => [dropbox.counts.writeRequests, ...boxes.map((box) => box.changes)].join(' ')
  const before = written()
  for (let round = 0; round < furtherRounds; round++) for (const box of boxes) await lookAgain(box, clock)
  return written() === before
    ? []
    : [`something was written when all was equal: ${before} became ${written()}`]
}
