import type { Clock } from '../ports/clock.ts'
import type { Attention } from './attention.ts'
import type { Finish } from './finish.ts'
import type { Log } from './log.ts'
import type { LocalObserver } from './observe/local/local.ts'
import type { Observation } from './observe/observation.ts'

/** Why a look is broken off; without a reason it would make an exception with a stack. */
const outOfTime = 'out of time'

/** Looks at the box once more when an engine ends, so that what Dropbox does not have of it can be told. */
export interface LastLook {
  /** To be called when no cycle goes on any more, and only while this agent has the Dropbox folder. Ends with the time that the end may take, and never throws. */
  take(): Promise<void>
  /** Whether something may have changed on the box that was not looked at: what the trees tell of it may not be all. */
  isOwed(): boolean
}

export function createLastLook(parts: {
  readonly clock: Clock
  readonly attention: Pick<Attention, 'hinted' | 'take' | 'giveBack'>
  readonly finish: Pick<Finish, 'left'>
  readonly observation: Pick<Observation, 'box' | 'lastScan'>
  readonly local: Pick<LocalObserver, 'reading' | 'unsettled'>
  readonly log: Log
}): LastLook {
  const { clock, attention, finish, observation, local, log } = parts
  const isOwed = (): boolean =>
    observation.lastScan() === undefined || attention.hinted() || local.reading() || local.unsettled()

  return {
    isOwed,
    async take() {
      if (finish.left() <= 0 || !isOwed()) return
      const limit = new AbortController()
      const ended = new AbortController()
      const timer = clock.sleep(finish.left(), ended.signal).then(() => limit.abort(outOfTime))
      const looks = attention.take()
      try {
        await observation.box(looks, limit.signal)
      } catch (error) {
        attention.giveBack(looks)
        log.info('last-look', { error: String(error) })
      } finally {
        ended.abort(outOfTime)
        await timer
      }
    },
  }
}
