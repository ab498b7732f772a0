import type { EngineSettings } from '../../../runtime/engine/settings.ts'
import { calm } from '../cloud/connection/misbehaviour.ts'
import { createSimulatedDropbox, type SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { type Between, createWorldBox, type WorldBox } from '../world/box.ts'
import { type Chance, createChance } from '../world/chance.ts'
import { createVirtualClock, type VirtualClock } from '../world/virtual-clock.ts'

/** One Dropbox and its boxes, where nothing goes wrong but what a test does. Boxes leave their marks in Dropbox. */
export interface SmallWorld {
  readonly clock: VirtualClock
  readonly dropbox: SimulatedDropbox
  readonly chance: Chance
  /** A box, with what another one left if that is given. `life` tells its chance from that of other boxes. */
  box(
    life: string,
    options?: {
      readonly name?: string
      readonly from?: Pick<WorldBox, 'disk' | 'store'>
      readonly settings?: Partial<EngineSettings>
      readonly between?: Between
    },
  ): WorldBox
  /** Lets an agent look until it is up to date, or waits for a person, twice in a row. */
  rest(box: WorldBox): Promise<void>
  /** Lets an agent end in order. */
  stop(box: WorldBox): Promise<void>
  /** Lets time go on until something is answered. */
  answer<Value>(asked: Promise<Value>): Promise<Value>
  pass(duration: number): Promise<void>
}

const firstMoment = Date.UTC(2026, 10, 21, 12)
const longestSettling = 30 * 60_000

export function createSmallWorld(seed: number): SmallWorld {
  const chance = createChance(seed)
  let activity = 0
  const clock = createVirtualClock(firstMoment, () => activity)
  const happened = (): void => void activity++
  const dropbox = createSimulatedDropbox({ now: clock.now, random: chance.stream('dropbox') })
  dropbox.listen(happened)
  const answer = async <Value>(asked: Promise<Value>): Promise<Value> => {
    let answered = false
    const settled = (): void => {
      answered = true
    }
    asked.then(settled, settled)
    await clock.advanceUntil(() => answered, longestSettling)
    return asked
  }
  return {
    clock,
    dropbox,
    chance,
    answer,
    box: (life, { name = 'box', settings, ...options } = {}) =>
      createWorldBox({
        ...{ name, dropbox, clock, happened, noted: () => {}, chance: chance.stream(life) },
        ...options,
        misbehaviour: calm,
        settings: { markInDropbox: true, ...settings },
      }),
    async rest(box) {
      for (let calmLooks = 0, looks = 0; calmLooks < 2 && looks < 20; looks++) {
        let looked = false
        void box.engine?.rescan().then(() => {
          looked = true
        })
        const rests = (): boolean => looked && ['up-to-date', 'halted'].includes(box.status())
        calmLooks = (await clock.advanceUntil(rests, longestSettling)) ? calmLooks + 1 : 0
      }
    },
    async stop(box) {
      box.stop()
      await clock.advanceTo(clock.monotonic() + 10_000)
    },
    pass: (duration) => clock.advanceTo(clock.monotonic() + duration),
  }
}
