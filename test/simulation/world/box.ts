import type { SelectionRule } from '../../../runtime/core/selection.ts'
import { createEngine } from '../../../runtime/engine/engine.ts'
import type { Engine } from '../../../runtime/engine/interface.ts'
import { setPaused } from '../../../runtime/engine/pause.ts'
import type { EngineSettings } from '../../../runtime/engine/settings.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { lookAtFolder } from '../../../runtime/local/scan/beside/look.ts'
import type { Clock } from '../../../runtime/ports/clock.ts'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import type { DiskErrorCode } from '../../../runtime/ports/files.ts'
import type { Machine, ProcessIdentity } from '../../../runtime/ports/machine.ts'
import type { Store } from '../../../runtime/ports/store.ts'
import type { Watch } from '../../../runtime/ports/watch.ts'
import { type MemoryStore, memoryStore } from '../../runtime/store/memory-store.ts'
import { calm, type Misbehaviour } from '../cloud/connection/misbehaviour.ts'
import type { SimulatedCloud, SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { createDisk, type DiskCall, type DiskView, injectedFault, type SimulatedDisk } from '../disk/disk.ts'
import type { LostFile } from '../disk/power-loss.ts'
import { type BoxClock, createBoxClock } from './box-clock.ts'
import { settingsOf } from './box-settings.ts'
import type { Chance } from './chance.ts'
import { mortalClock, mortalStore } from './mortal.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { type Hearing, watchOf } from './watching.ts'

export const home = '/home/user'
export const folder = `${home}/Dropbox`

/** A box in the simulated world: a disk and a store that last, and an agent that comes and goes. */
export interface WorldBox {
  readonly name: string
  readonly disk: SimulatedDisk
  readonly store: MemoryStore
  /** The agent of now, if one runs. */
  readonly engine: Engine | undefined
  start(): void
  /** Ends the agent in order. */
  stop(): void
  /** The same, once it has sent what is small, or after so many ms. Until it has ended, a start waits for that. */
  finish(duration: number): void
  /** Lets it stand still, for so many ms or until `resume`; also while no agent runs. */
  pause(duration: number | undefined): void
  resume(): void
  /** kill -9. */
  kill(): void
  /** Gives the files that are not what they were. */
  losePower(): readonly LostFile[]
  offline(duration: number): void
  /** The next `count` calls of this kind on the disk fail. */
  failDisk(call: string, code: DiskErrorCode, count: number): void
  setRoom(bytes: number): void
  loseHints(until: number): void
  /** How the watcher tells of changes until a moment (monotonic ms of the world). */
  hear(hearing: Hearing, until: number): void
  setReadOnly(readOnly: boolean): void
  /** Whether Dropbox takes this box's token, in this life and the next. */
  setLinked(linked: boolean): void
  readonly clock: BoxClock
  /** What selective sync takes from now on. */
  select(rules: readonly SelectionRule[]): void
  /** How often each kind of fault and crash really struck. */
  readonly struck: ReadonlyMap<string, number>
  /** From here on nothing goes wrong, in this life and the next. */
  calmDown(): void
  /** Calls of the agents on the disk that changed something. */
  readonly changes: number
  status(): SyncStatus['state'] | 'not running'
  /** It sends what is small before it ends. */
  readonly isEnding: boolean
}

/** What a test puts between the agents of a box and their world. */
export interface Between {
  /** Called right before a call on the disk has its effect; what it throws is thrown instead. */
  readonly beforeDisk?: (call: DiskCall) => void
  /** Called right after, before the agent learns of it. */
  readonly afterDisk?: (call: DiskCall) => void
  readonly store?: (store: Store) => Store
  readonly cloud?: (cloud: SimulatedCloud) => Cloud
  readonly watch?: (watch: Watch) => Watch
  readonly clock?: (clock: Clock) => Clock
}

interface Life {
  readonly controller: AbortController
  readonly view: DiskView
  readonly cloud: SimulatedCloud
  readonly engine: Engine
  readonly pid: number
  dead: boolean
  /** It is to end; `next`: then another one is to start. */
  ending?: { next: boolean }
}

const changing = new Set([
  'link',
  'rename',
  'unlink',
  'rmdir',
  'mkdir',
  'symlink',
  'file.write',
  'chmod',
  'chown',
  'utimes',
])
const plenty = 1 << 30

export function createWorldBox(parts: {
  readonly name: string
  readonly dropbox: SimulatedDropbox
  readonly clock: VirtualClock
  readonly chance: Chance
  readonly misbehaviour: Misbehaviour
  readonly happened: (what: string, path?: string) => void
  /** Told of every use of the clock by the agents. */
  readonly counted?: (what: string) => void
  /** Told what the agents log, when somebody wants to know; it is for people and no part of the trace. */
  readonly noted?: (what: string) => void
  /** What an earlier box left; without it, an empty disk and an empty store that wants everything. */
  readonly from?: { readonly disk: SimulatedDisk; readonly store: MemoryStore }
  readonly between?: Between
  /** What is known of the kernel and the processes; a machine of its own if not said. */
  readonly container?: Partial<Pick<ProcessIdentity, 'boot' | 'namespace'>>
  readonly settings?: Partial<EngineSettings>
}): WorldBox {
  const { name, dropbox, clock: world, chance, happened, noted, from, between = {}, settings } = parts
  const note = (event: string, data?: unknown): void =>
    noted?.(`${name} says ${event} ${JSON.stringify(data)}`)
  let { misbehaviour } = parts
  const clock = createBoxClock(world)
  const { disk, store } = from ?? newBox(clock, chance)
  const agentChance = chance.stream('agent')
  const faults: { call: string; code: DiskErrorCode; left: number }[] = []
  let life: Life | undefined
  let lives = 0
  let changes = 0
  let hearing: { readonly how: Hearing; readonly until: number } = { how: 'well', until: 0 }
  let linked = true
  const hearingChance = chance.stream('watch')
  const struck = new Map<string, number>()
  const strike = (what: string): void => void struck.set(what, (struck.get(what) ?? 0) + 1)
  let boots = 0
  const living = new Set<number>()

  const start = (): void => {
    if (life?.ending !== undefined) life.ending.next = true
    if (life !== undefined) return
    const controller = new AbortController()
    const view = disk.files({
      actor: name,
      turn: clock.wake,
      before(call) {
        const { operation, path } = call
        happened(`${name} ${operation}`, path)
        between.beforeDisk?.(call)
        const fault =
          faults.length === 0 ? undefined : faults.find(({ call, left }) => call === operation && left > 0)
        if (fault === undefined) return
        fault.left--
        strike(`disk ${fault.code}`)
        throw injectedFault(fault.code, path)
      },
      after(call) {
        const { operation, path } = call
        if (changing.has(operation) && !isOfAgent(path)) changes++
        between.afterDisk?.(call)
      },
    })
    const cloud = dropbox.cloudFor({
      ...{ name, clock: world, random: chance.stream(`cloud ${lives}`), misbehaviour },
      struck: (fault) => strike(`cloud ${fault}`),
    })
    cloud.setLinked(linked)
    const watching = watchOf(disk, {
      clock: world,
      chance: hearingChance,
      hearing: () => (world.monotonic() < hearing.until ? hearing.how : 'well'),
    })
    const own: Life = {
      ...{ controller, view, cloud, engine: undefined as never },
      ...{ pid: 100 + lives, dead: false },
    }
    const machine: Machine = {
      self: {
        ...{ host: name, pid: own.pid, started: 0, boot: `${name} ${boots}`, namespace: 'pid:[1]' },
        ...parts.container,
      },
      lives: ({ pid }) => living.has(pid),
    }
    const engine = createEngine({
      store: mortalStore(between.store?.(store) ?? store, () => own.dead),
      cloud: between.cloud?.(cloud) ?? cloud,
      files: view,
      folderLooks: {
        fewest: 1,
        look: (folders, salt) => Promise.all(folders.map((folder) => lookAtFolder(view, folder, salt))),
      },
      watch: between.watch?.(watching) ?? watching,
      clock: mortalClock(
        between.clock?.(clock) ?? clock,
        () => own.dead,
        (what) => parts.counted?.(`${name} ${what}`),
      ),
      random: agentChance,
      machine,
      log: { info: note, warn: note, error: note },
      settings: { ...settingsOf({ folder, home, boxName: name }), ...settings },
    })
    life = Object.assign(own, { engine })
    lives++
    happened(`${name} starts`)
    living.add(own.pid)
    engine.run(controller.signal).then(
      () => {
        living.delete(own.pid)
        if (life !== own) return
        life = undefined
        if (own.ending?.next) start()
      },
      (error: unknown) => {
        if (!own.dead) throw error
      },
    )
  }

  const die = (): void => {
    if (life === undefined) return
    life.dead = true
    living.delete(life.pid)
    life.view.crash()
    life.cloud.crash()
    life = undefined
    happened(`${name} dies`)
    strike('crash')
  }

  const resume = (): void => {
    if (life === undefined) setPaused(store, undefined)
    else life.engine.resume()
  }

  return {
    name,
    disk,
    store,
    get engine() {
      return life?.engine
    },
    get changes() {
      return changes
    },
    start,
    stop() {
      life?.controller.abort()
      life = undefined
    },
    finish(duration) {
      const own = life
      if (own === undefined || own.ending !== undefined) return
      own.ending = { next: false }
      own.engine.finish(duration).then(
        () => own.controller.abort(),
        (error: unknown) => {
          if (!own.dead) throw error
        },
      )
    },
    pause(duration) {
      const until = duration === undefined ? undefined : clock.now() + duration
      if (life === undefined) setPaused(store, { until })
      else void life.engine.pause(until)
    },
    resume,
    kill: die,
    losePower() {
      die()
      boots++
      const { undone, files } = disk.losePower()
      happened(`${name} loses power: ${undone.join(', ')}`)
      return files
    },
    offline(duration) {
      life?.cloud.goOffline(duration)
    },
    failDisk: (call, code, count) => void faults.push({ call, code, left: count }),
    setRoom: (bytes) => disk.configure('/', { capacity: bytes }),
    loseHints(until) {
      hearing = { how: 'lost', until }
    },
    hear(how, until) {
      hearing = { how, until }
    },
    setReadOnly: (readOnly) => disk.configure('/', { readOnly }),
    setLinked(next) {
      linked = next
      life?.cloud.setLinked(next)
    },
    clock,
    select(rules) {
      if (life === undefined) store.setSelection(rules)
      else life.engine.select(rules)
    },
    struck,
    calmDown() {
      misbehaviour = calm
      faults.length = 0
      hearing = { how: 'well', until: 0 }
      linked = true
      resume()
      disk.configure('/', { capacity: plenty, readOnly: false })
      life?.cloud.setLinked(true)
      life?.cloud.behave(calm)
      life?.cloud.goOnline()
    },
    status: () => life?.engine.status().state ?? 'not running',
    get isEnding() {
      return life?.ending !== undefined
    },
  }
}

function newBox(clock: Clock, chance: Chance): { disk: SimulatedDisk; store: MemoryStore } {
  const random = chance.stream('disk').fraction
  const disk = createDisk({ clock: clock.now, random, volume: { capacity: plenty } })
  disk.hands.mkdir(`${home}/.parts`)
  const store = memoryStore()
  store.setSelection([{ path: '', display: '', include: true }])
  return { disk, store }
}

/** What tells that an agent lives, and since when, is no change of what syncs. */
function isOfAgent(path: string): boolean {
  return path.includes('.dropbox.cache/marker') || path.includes('.dropbox.cache/lease.')
}
