import { calm } from '../cloud/connection/misbehaviour.ts'
import { createSimulatedDropbox, type SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { createWorldBox, type WorldBox } from './box.ts'
import { createChance } from './chance.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** What may be said of a box beside its name. */
export type BoxParts = Pick<
  Parameters<typeof createWorldBox>[0],
  'from' | 'container' | 'between' | 'settings' | 'noted'
>

/** A world for one test, in which nothing happens but what the test does. */
export interface SmallWorld {
  readonly dropbox: SimulatedDropbox
  readonly clock: VirtualClock
  box(name: string, parts?: BoxParts): WorldBox
  /** Goes on until a box says so; at most some minutes. Gives after how many ms. */
  until(box: WorldBox, state: string): Promise<number>
}

export function createSmallWorld(seed = 1): SmallWorld {
  const chance = createChance(seed)
  let activity = 0
  const happened = (): void => {
    activity++
  }
  const clock = createVirtualClock(Date.UTC(2026, 10, 21), () => activity)
  const dropbox = createSimulatedDropbox({ now: clock.now, random: chance.stream('dropbox') })
  dropbox.listen(happened)
  return {
    dropbox,
    clock,
    box: (name, parts = {}) =>
      createWorldBox({
        ...{ name, dropbox, clock, happened, misbehaviour: calm, noted: () => undefined },
        ...{ chance: chance.stream(name), ...parts },
      }),
    async until(box, state) {
      const began = clock.monotonic()
      await clock.advanceUntil(() => box.status() === state, 5 * 60_000)
      if (box.status() !== state) throw new Error(`the box is ${box.status()}`)
      return clock.monotonic() - began
    },
  }
}
