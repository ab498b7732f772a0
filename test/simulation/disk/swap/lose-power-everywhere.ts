import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { described } from '../../../runtime/local/swap/kill-everywhere.ts'
import { keepsAll, type Scenario, stateAfter } from '../../../runtime/local/swap/scenarios.ts'
import { copyNames } from '../../../runtime/local/swap/world.ts'
import type { Remains, ViewSettings, VolumeSettings } from '../disk.ts'
import { makeSimulatedSwapWorld, type SimulatedSwapWorld } from './simulated-world.ts'

/** What came of cutting the power at each call of an operation, with each number of changes left: the points, and every way that is wrong. */
export interface CutEverywhere {
  readonly points: number
  readonly before: number
  readonly after: number
  /** Neither, and nothing is lost. */
  readonly between: number
  readonly wrong: readonly unknown[]
}

export interface Cutting {
  readonly scenario: Scenario
  readonly journal: VolumeSettings['journal']
  readonly disk: (files: Files) => Files
  readonly contents: Remains
  /** States between before and after are fine as long as nothing is lost. */
  readonly between: boolean
}

const later = Date.UTC(2026, 10, 5)

/** Cuts the power at each call of an operation and, with the last, when it is done; starts again, and looks. */
export async function losePowerEverywhere(cutting: Cutting): Promise<CutEverywhere> {
  const { seen, note } = findings(cutting)
  for (let call = 1, done = false; !done; call++) {
    for (let left = 0, most = 0; left <= most; left++) {
      const { world, operate } = await prepare(cutting)
      done = await untilCall(world, operate, call)
      most = world.disk.unsettled(world.root)
      const { undone } = world.disk.losePower({ changes: left, contents: cutting.contents })
      await recover(world.disk.files({ actor: 'next agent' }), world)
      note(world, done, { call, left, undone })
    }
  }
  return seen
}

/** The same, with a second power cut at each call of what puts the remains of the first right. */
export async function losePowerTwiceEverywhere(cutting: Cutting): Promise<CutEverywhere> {
  const { seen, note } = findings(cutting)
  for (let call = 1, done = false; !done; call++) {
    for (let left = 0, most = 0; left <= most; left++) {
      for (let second = 1, recovered = false; !recovered; second++) {
        for (let leftAgain = 0, mostAgain = 0; leftAgain <= mostAgain; leftAgain++) {
          const { world, operate } = await prepare(cutting)
          done = await untilCall(world, operate, call)
          most = world.disk.unsettled(world.root)
          world.disk.losePower({ changes: left, contents: cutting.contents })
          recovered = await untilCall(world, (files) => recover(files, world), second)
          mostAgain = world.disk.unsettled(world.root)
          const { undone } = world.disk.losePower({ changes: leftAgain, contents: cutting.contents })
          await recover(world.disk.files({ actor: 'last agent' }), world)
          note(world, done, { call, left, second, leftAgain, undone })
        }
      }
    }
  }
  return seen
}

function findings({ scenario, between }: Cutting) {
  const seen = { points: 0, before: 0, after: 0, between: 0, wrong: [] as unknown[] }
  const note = (world: SimulatedSwapWorld, done: boolean, where: object): void => {
    seen.points++
    const state = stateAfter(scenario, world)
    // What was answered has been flushed.
    const isLate = done && state !== 'after'
    const isBetween = between && state === 'wrong' && keepsAll(scenario, world)
    if (isLate || (state === 'wrong' && !isBetween))
      seen.wrong.push({ ...where, done, state, ...described(world) })
    else seen[state === 'wrong' ? 'between' : state]++
  }
  return { seen, note }
}

async function prepare({ scenario, journal, disk }: Cutting) {
  const world = await makeSimulatedSwapWorld({ volume: { journal } })
  const operation = await scenario.prepare(world)
  world.disk.flush()
  return { world, operate: (files: Files) => operation(disk(files)) }
}

/** Lets a new process work until right before one of its calls; whether it came to its end before. */
async function untilCall(
  { disk }: SimulatedSwapWorld,
  work: (files: Files) => Promise<unknown>,
  call: number,
): Promise<boolean> {
  const reached = Promise.withResolvers<false>()
  const before: ViewSettings['before'] = ({ count }) => {
    if (count < call) return
    view.crash()
    reached.resolve(false)
  }
  const view = disk.files({ actor: 'agent', before })
  return await Promise.race([work(view).then(() => true), reached.promise])
}

async function recover(files: Files, { root }: SimulatedSwapWorld): Promise<void> {
  await recoverAside(files, root, { at: later, copyName: copyNames })
}
