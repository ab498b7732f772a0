import type { Engine } from '../../../runtime/engine/interface.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import type { WorldBox } from './box.ts'
import type { Oracle } from './oracle.ts'
import { tidy } from './tidy.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { returnWorkspaces } from './workspaces.ts'

const longestSettling = 30 * 60_000
/** What was sent twice, late, or by an agent that was killed is on its way for less. */
const longestDelay = 3 * 60_000
const mostRounds = 40
/** Looks of every box in a row without a write that mean peace, and those that must follow it: ten in all. */
const stillRounds = 2
const furtherRounds = 8

/** Ends all trouble, starts every agent, and gives them time until nothing changes any more. */
export async function settle(
  boxes: readonly WorldBox[],
  dropbox: SimulatedDropbox,
  clock: VirtualClock,
  oracle: Oracle,
): Promise<string[]> {
  for (const box of boxes) {
    box.calmDown()
    returnWorkspaces(box.disk)
    tidy(box, dropbox, oracle)
    box.start()
  }
  if (!(await clock.advanceUntil(() => boxes.every(({ isEnding }) => !isEnding), longestSettling)))
    return ['an agent that is to end does not']
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
    let tidied = false
    for (const box of boxes) if (tidy(box, dropbox, oracle)) tidied = true
    const calm =
      !tidied && arrived && work() === before && boxes.every((box) => box.status() === 'up-to-date')
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

/** Once all is equal, further looks write nothing anywhere. */
export async function stayQuiet(
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
