import { type MemoryStore, memoryStore, type StoreSnapshot } from '../../runtime/store/memory-store.ts'
import { type Habits, usualHabits } from '../cloud/account/habits.ts'
import { calm, type Misbehaviour } from '../cloud/connection/misbehaviour.ts'
import {
  type CloudSnapshot,
  createSimulatedDropbox,
  type SimulatedDropbox,
} from '../cloud/simulated-dropbox.ts'
import type { SimulatedDisk } from '../disk/disk.ts'
import { type Between, createWorldBox, type WorldBox } from '../world/box.ts'
import { createChance } from '../world/chance.ts'
import { createOracle, type Oracle } from '../world/oracle.ts'
import { createVirtualClock, type VirtualClock } from '../world/virtual-clock.ts'

/** Some boxes on one account, in a time of their own. */
export interface Stage {
  readonly clock: VirtualClock
  readonly dropbox: SimulatedDropbox
  readonly boxes: readonly WorldBox[]
  readonly oracle: Oracle
  /** What the agents said, one line each, when it was asked for. */
  readonly lines: readonly string[]
}

/** All that lasts of a stage at one moment: agents, and what was on its way, are not part of it. */
export interface Frozen {
  /** ms since 1970. */
  readonly now: number
  readonly account: CloudSnapshot
  readonly boxes: readonly FrozenBox[]
  readonly oracle: Oracle
}

export interface FrozenBox {
  readonly disk: SimulatedDisk
  readonly store: StoreSnapshot
}

export interface StageSettings {
  readonly seed: number
  /** How many boxes, when it begins with nothing. */
  readonly boxes?: number
  readonly from?: Frozen
  readonly habits?: Habits
  readonly misbehaviour?: Misbehaviour
  readonly between?: (box: number) => Between
  /** Whether boxes leave their marks in Dropbox. */
  readonly marks?: boolean
  readonly tell?: boolean
}

/** Nothing goes wrong; answers take a little time, and downloads come in pieces. */
export const usualWay: Misbehaviour = { ...calm, latency: [1, 3], chunk: [40, 60], itemsPerRequest: [4, 4] }

const firstMoment = Date.UTC(2026, 10, 21, 12)

/** Makes a stage, empty or as another one was left; no agent runs on it. */
export function createStage(settings: StageSettings): Stage {
  const { seed, from, boxes: count = 1, habits = usualHabits, misbehaviour = usualWay } = settings
  // What goes on from an earlier stage draws anew: an identity that a life had drawn there is drawn by no later one.
  const chance = createChance(seed, from === undefined ? 'stage' : 'later stage')
  const lines: string[] = []
  let activity = 0
  const clock = createVirtualClock(from?.now ?? firstMoment, () => activity)
  const noted = (what: string): void => {
    if (settings.tell) lines.push(`${(clock.monotonic() / 1000).toFixed(3).padStart(10)} ${what}`)
  }
  const happened = (what: string, path?: string): void => {
    activity++
    noted(path === undefined ? what : `${what} ${path}`)
  }
  const dropbox = createSimulatedDropbox({ now: clock.now, random: chance.stream('dropbox'), habits })
  if (from !== undefined) dropbox.restore(from.account)
  dropbox.listen((event) => happened(settings.tell ? JSON.stringify(event) : ''))
  const boxOf = (index: number, left: FrozenBox | undefined): WorldBox => {
    const own = chance.stream(`box ${index}`)
    const between = settings.between?.(index)
    return createWorldBox({
      name: `box${index}`,
      dropbox,
      clock,
      chance: own,
      misbehaviour,
      happened,
      noted,
      settings: { markInDropbox: settings.marks === true },
      ...(left === undefined ? {} : { from: boxFrom(left, clock, own.stream('disk').fraction) }),
      ...(between === undefined ? {} : { between }),
    })
  }
  const lefts = from?.boxes ?? Array.from({ length: count }, () => undefined)
  return {
    clock,
    dropbox,
    boxes: lefts.map((left, index) => boxOf(index, left)),
    oracle: from?.oracle.fork() ?? createOracle(),
    lines,
  }
}

function boxFrom(
  { disk, store }: FrozenBox,
  clock: VirtualClock,
  random: () => number,
): { disk: SimulatedDisk; store: MemoryStore } {
  return { disk: disk.fork({ clock: clock.now, random }), store: memoryStore(store) }
}

/** Keeps a stage as it is at this very moment; it goes on undisturbed. */
export function freeze({ clock, dropbox, boxes, oracle }: Stage): Frozen {
  const now = clock.now()
  const boxesOf = boxes.map(({ disk, store }) => ({
    disk: disk.fork({ clock: () => now, random: () => 0 }),
    store: store.snapshot(),
  }))
  return { now, account: dropbox.snapshot(), boxes: boxesOf, oracle: oracle.fork() }
}
