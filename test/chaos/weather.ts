import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../simulation/world/chance.ts'
import type { ChaosBox } from './box.ts'
import type { ChaosDropbox } from './dropbox.ts'

/** How often each kind of trouble was made. */
export type Troubles = Record<string, number>

type Fault = Readonly<Record<string, unknown>>

/** What goes wrong on the way to Dropbox for a while: each call meets it with some probability (docs/emulator.md, "Faults"). */
const faults: readonly Fault[] = [
  { route: '*', kind: 'reset', probability: 0.2 },
  { route: '*', kind: 'lost', probability: 0.1 },
  { route: '*', kind: '429', probability: 0.3, retryAfter: 1 },
  { route: '*', kind: '500', probability: 0.2 },
  { route: '*', kind: '503', probability: 0.2, retryAfter: 1 },
  { route: '*', kind: 'bad_json', probability: 0.1 },
  { route: '*', kind: 'slow', probability: 0.3, delay: 2_000 },
  { route: '*', kind: 'expired_token', probability: 0.05 },
  { route: 'files/download', kind: 'truncate', probability: 0.3 },
  { route: 'files/download', kind: 'wrong_bytes', probability: 0.3 },
  { route: 'files/upload*', kind: 'lost', probability: 0.3 },
  { route: 'files/list_folder/longpoll', kind: 'reset' },
]
/** ms. */
const shortest = 5_000
const longest = 25_000

/**
 * Makes trouble until it is told to end: at times Dropbox answers badly, or every connection is cut, or one of `mortals` is killed and started
 * again. Leaves everything in order: the agents run, and Dropbox answers well.
 */
export async function makeTrouble(
  dropbox: ChaosDropbox,
  mortals: readonly ChaosBox[],
  chance: Chance,
  signal: AbortSignal,
): Promise<Troubles> {
  const made: Troubles = {}
  const count = (what: string): void => {
    made[what] = (made[what] ?? 0) + 1
  }
  while (!signal.aborted) {
    const roll = chance.below(100)
    if (roll < 35) {
      const fault = chance.pick(faults)
      count(`${fault['kind']}`)
      await dropbox.control('PUT', 'config', { faults: [fault] })
    } else if (roll < 50) {
      count('cut off')
      await dropbox.control('PUT', 'config', { faults: [{ route: '*', kind: 'reset' }] })
    } else if (roll < 75) {
      const box = chance.pick(mortals)
      await box.kill()
      count('kill')
      await rest(chance.below(5_000), signal)
      await box.start()
    } else if (roll < 78) {
      count('cursor reset')
      await dropbox.control('POST', 'cursors/reset')
    }
    await rest(shortest + chance.below(longest - shortest), signal)
    await dropbox.control('PUT', 'config', { faults: [] })
  }
  return made
}

async function rest(duration: number, signal: AbortSignal): Promise<void> {
  await pause(duration, undefined, { signal }).catch(() => {
    // Told to end.
  })
}
