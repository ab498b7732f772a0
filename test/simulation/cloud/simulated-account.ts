import { createChance } from '../world/chance.ts'
import { calm, type Misbehaviour } from './connection/misbehaviour.ts'
import { createIdleClock, type IdleClock } from './idle-clock.ts'
import { createSimulatedDropbox, type SimulatedCloud, type SimulatedDropbox } from './simulated-dropbox.ts'

export interface SimulatedAccount {
  readonly clock: IdleClock
  readonly dropbox: SimulatedDropbox
  /** A box of its own, calm but for what is given. */
  box(misbehaviour?: Partial<Misbehaviour>, seed?: number): SimulatedCloud
}

/** An account for a test, in a world whose time goes on by itself. */
export function simulatedAccount(seed = 1): SimulatedAccount {
  const clock = createIdleClock()
  const dropbox = createSimulatedDropbox({ now: clock.now, random: createChance(seed) })
  let boxes = 0
  return {
    clock,
    dropbox,
    box: (misbehaviour = {}, boxSeed = seed + boxes + 1) =>
      dropbox.cloudFor({
        name: `box ${boxes++}`,
        clock,
        random: createChance(boxSeed),
        misbehaviour: { ...calm, ...misbehaviour },
      }),
  }
}
