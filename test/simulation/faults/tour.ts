import { cacheFolderOf } from '../../../runtime/local/roots/cache-folder.ts'
import { isDiskError } from '../../../runtime/ports/files.ts'
import { StoreError } from '../../../runtime/ports/store.ts'
import { actorAt, inDropbox } from '../aftermath/actor.ts'
import { personAt, somebodyElse } from '../aftermath/people.ts'
import { judge, settle, stayQuiet } from '../aftermath/settle.ts'
import { createStage, type Stage, usualWay } from '../aftermath/stage.ts'
import { keyed, seenAt, seenInDropbox } from '../aftermath/trees.ts'
import type { FaultKind, RequestName } from '../cloud/connection/misbehaviour.ts'
import type { SimulatedCloud } from '../cloud/simulated-dropbox.ts'
import { folder, home, type WorldBox } from '../world/box.ts'
import { createChance } from '../world/chance.ts'
import { type ClockKind, clockSteps, type LeaseKind } from './kinds.ts'
import { strikingBetween } from './strike.ts'

/** One fault: at the nth call of a site in its tour, counted from 0, and, when it lasts, at every call from there on. */
export interface Strike {
  readonly site: string
  readonly call: number
  readonly kind: string
  readonly lasts?: boolean
}

/** What came of a tour. */
export interface Toured {
  /** Sentences; none: all is well. */
  readonly violations: readonly string[]
  /** Calls by site. */
  readonly calls: ReadonlyMap<string, number>
  /** The faults that were met. */
  readonly met: readonly Strike[]
  readonly lines: readonly string[]
}

const workspace = `${home}/workspace`
const project = '/project'
/** Kinds of file systems, one after the other as seeds are counted up: most have all kinds of links. */
export const fileSystems = 4

/** ms after which whoever took a lease and does nothing is out of it. */
const leaseEnds = 10 * 60_000
const large = (name: string): string => `${name} `.repeat(40)

/**
 * Plays a time on a box in which all that an agent does comes up: files and folders of every kind go both ways, people meet, links and choices change, the
 * agent is killed and started. The given faults strike it; then they end, and everything must be equal, nothing lost, and quiet.
 */
export async function tour(
  seed: number,
  strikes: readonly Strike[],
  options: { readonly looks: number; readonly tell?: boolean },
): Promise<Toured> {
  const chance = createChance(seed, 'tour')
  const calls = new Map<string, number>()
  const met: Strike[] = []
  const waiting = new Map(
    [...Map.groupBy(strikes, ({ site }) => site)].map(
      ([site, at]) => [site, new Map(at.map((strike) => [strike.call, strike]))] as const,
    ),
  )
  const lasting = new Map(strikes.flatMap((strike) => (strike.lasts ? [[strike.site, strike] as const] : [])))
  let striking = true
  const asked = (site: string): string | undefined => {
    if (!striking) return undefined
    const call = calls.get(site) ?? 0
    calls.set(site, call + 1)
    const strike = waiting.get(site)?.get(call)
    if (strike !== undefined) met.push(strike)
    const last = lasting.get(site)
    return strike?.kind ?? (last !== undefined && call > last.call ? last.kind : undefined)
  }
  const wires: SimulatedCloud[] = []
  const roots = new Set([folder, workspace])
  const between = strikingBetween(asked, roots, () => stage.clock)
  const stage: Stage = createStage({
    seed,
    boxes: 1,
    misbehaviour: { ...usualWay, patience: [100, 2_000], lateness: [100, 5_000] },
    tell: options.tell === true,
    between: () => ({
      ...between,
      cloud(cloud) {
        wires.push(cloud)
        return between.cloud?.(cloud) ?? cloud
      },
    }),
  })
  const [box] = stage.boxes
  if (box === undefined) throw new TypeError('a tour needs a box')
  // Not every file system has all kinds of links.
  box.disk.configure('/', { hardLinks: seed % fileSystems !== 2, symlinks: seed % fileSystems !== 3 })
  const planned = strikes.filter(({ site }) => site.startsWith('wire '))
  const planFor = (wire: SimulatedCloud): void => {
    for (const { site, call, kind, lasts } of planned)
      wire.plan({
        request: site.slice(5) as RequestName,
        fault: kind as FaultKind,
        skip: call,
        count: lasts ? Number.POSITIVE_INFINITY : 1,
      })
  }

  const uncaught: string[] = []
  const catching = (error: unknown): void => void uncaught.push(`an error that nobody caught: ${error}`)
  process.on('unhandledRejection', catching)
  await play(stage, box, chance, asked, () => {
    const wire = wires.at(-1)
    if (wire === undefined) return
    wires.splice(0, wires.length, wire)
    planFor(wire)
  })
  const violations: string[] = []
  if (lasting.size > 0) violations.push(...(await honest(stage, box)))
  striking = false
  for (const [request, count] of wires[0]?.requests ?? []) calls.set(`wire ${request}`, count)
  met.push(...planned.filter(({ site, call }) => (calls.get(site) ?? 0) > call))
  box.calmDown()
  // A lease that nobody renews is over after some time.
  if (met.some(({ site }) => site.startsWith('lease')))
    await stage.clock.advanceTo(stage.clock.monotonic() + leaseEnds)
  if (violations.length === 0) violations.push(...(await settle(stage, 'keep-both')))
  if (violations.length === 0) violations.push(...judge(stage))
  if (violations.length === 0) violations.push(...(await stayQuiet(stage, options.looks)))
  box.kill()
  process.off('unhandledRejection', catching)
  violations.push(...uncaught)
  return { violations, calls, met, lines: stage.lines }
}

/** While a fault lasts an agent may fall behind, but it does not say then that all is well. */
async function honest(stage: Stage, box: WorldBox): Promise<string[]> {
  const { clock, dropbox } = stage
  await clock.advanceTo(clock.monotonic() + 2 * 60_000)
  const { engine, store } = box
  if (engine === undefined || engine.status().state !== 'up-to-date') return []
  if (engine.problems().length > 0 || engine.watching() !== undefined) return []
  const [here, there] = [keyed(seenAt(box)), keyed(seenInDropbox(dropbox))]
  return [...new Set([...here.keys(), ...there.keys()])]
    .filter((path) => store.wanted(path) && here.get(path) !== there.get(path))
    .map((path) => `says that all is well, while ${path} is ${here.get(path)} and ${there.get(path)}`)
}

async function play(
  stage: Stage,
  box: WorldBox,
  chance: ReturnType<typeof createChance>,
  asked: (site: string) => string | undefined,
  started: () => void,
): Promise<void> {
  const { clock } = stage
  const here = personAt(stage, box)
  const cloud = somebodyElse(stage)
  const kept = new Set([project])
  const actors = [
    actorAt(here, () => seenAt(box), chance.stream('here'), kept),
    actorAt(inDropbox(cloud), () => seenInDropbox(stage.dropbox), chance.stream('cloud'), kept),
  ]
  let contents = 0
  const pass = (duration: number): Promise<void> => clock.advanceTo(clock.monotonic() + duration)
  /** An agent whose index cannot be read ends with an error, and is started again. */
  const start = async (): Promise<void> => {
    for (let attempt = 0; box.engine === undefined; attempt++) {
      try {
        box.start()
      } catch (error) {
        if (!(error instanceof StoreError)) throw error
        if (attempt === 3) return
        await pass(1_000)
      }
    }
  }
  /** People do what they can; what does not go because of what stands there, they leave. */
  const deed = async (work: () => void): Promise<void> => {
    try {
      work()
    } catch (error) {
      if (!isDiskError(error) && !(error instanceof Error && error.message.startsWith('somebody')))
        throw error
    }
    const step = asked('clock moved') as ClockKind | undefined
    if (step !== undefined) clock.skew(clockSteps[step])
    for (const root of [folder, workspace]) {
      const kind = asked(`lease ${root === folder ? 'of the Dropbox folder' : 'of a workspace'}`)
      if (kind !== undefined) harmLease(box, root, kind as LeaseKind)
    }
    await pass(500 + chance.below(2_500))
  }
  const edit = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++)
      await deed(() => chance.pick(actors)(`${chance.below(1e9)}.${contents++}`))
  }

  here.save('/first/one', 'first one')
  here.save('/first/Case', 'case')
  cloud.write('/second/two', 'second two')
  cloud.write('/second/large', large('down'))
  here.save('~/workspace/w', 'w')
  here.save('~/workspace/.git/HEAD', 'ref: refs/heads/main')
  await start()
  started()
  await pass(8_000)
  await deed(() => here.link('~/workspace', project))
  await deed(() => here.save('/.mignore', '*.ignored\n'))
  await edit(3)
  await deed(() => here.save('/large', large('up')))
  await deed(() => cloud.write('/first/one', 'first, from Dropbox'))
  await deed(() => here.move('/first/Case', '/first/case'))
  await deed(() => cloud.move('/second', '/Second'))
  await deed(() => here.move('/first', '/moved'))
  await deed(() => cloud.write('/both', 'as in Dropbox'))
  await deed(() => here.save('/both', 'as here'))
  await deed(() => here.folder('/folder/inner'))
  await deed(() => cloud.folder('/made/there'))
  await edit(4)
  await deed(() => here.exclude('/second'))
  await deed(() => {
    for (const name of ['one', 'two', 'three', 'four']) cloud.write(`/made/many/${name}`, `${name} of many`)
  })
  await deed(() => cloud.remove('/made'))
  await deed(() => here.remove('/folder'))
  await deed(() => here.include('/second'))
  box.kill()
  await deed(() => here.save('/while-down', 'written while no agent ran'))
  await deed(() => cloud.write('/large', large('over')))
  await start()
  await edit(4)
  await deed(() => here.move('/while-down', '/While-Down'))
  await deed(() => here.move('/moved', '/moved-again'))
  await deed(() => cloud.write('/project/w', 'from Dropbox'))
  await deed(() => here.remove('/both'))
  await deed(() => cloud.move('/moved-again', '/Moved'))
  await deed(() => here.folder('/passing'))
  await deed(() => here.remove('/passing'))
  await pass(65_000)
  await deed(() => cloud.resetCursors())
  await edit(2)
  clock.skew(8 * 24 * 3600_000)
  await deed(() => cloud.write('/moved-again/one', 'again'))
  await pass(25_000)
  await deed(() => here.save('/to copy/one', 'to be copied'))
  await deed(() => here.save('/to copy/two', 'to be copied too'))
  await pass(5_000)
  await deed(() => here.copy('/to copy', '/copied here'))
  await deed(() => cloud.copy('/to copy', '/copied there'))
  await deed(() => here.copy('/to copy/one', '/copied alone'))
  await pass(5_000)
  box.stop()
  await pass(6_000)
  await start()
  await edit(2)
  await pass(15_000)
}

/** Somebody else's agent, or a program, gets at the lease of a root. */
function harmLease({ disk: { hands } }: WorldBox, root: string, kind: LeaseKind): void {
  const path = `${cacheFolderOf(root).folder}/lease.json`
  if (!hands.exists(path)) return
  switch (kind) {
    case 'stolen':
      hands.write(
        path,
        hands
          .text(path)
          .replace(/"token":"[^"]*"/, '"token":"00000000000000000000000000000000"')
          .replace(/"host":"[^"]*"/, '"host":"another"'),
      )
      return
    case 'damaged':
      hands.write(path, '{"about":')
      return
    case 'deleted':
      hands.remove(path)
      return
    default:
      kind satisfies never
  }
}
