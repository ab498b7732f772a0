import type { Store } from '../ports/store.ts'

/** The agents of this very home that held its lock before this one does. */
export interface PastLives {
  /** Leaves in the store that an agent with this token begins to take leases. */
  begin(token: string): void
  /** Whether the agent with this token held the lock that this agent holds now, and therefore is no more. */
  includes(token: string): boolean
}

interface Life {
  readonly token: string
  readonly lock: string
}

const name = 'lives'
/** So many are remembered: a folder that was away for long still has the lease of the last one that worked in it. */
const remembered = 32

/**
 * `lock` names the lock that this agent holds, see `EngineSettings.homeLock`. Each life is remembered with the lock that it held: a copy of a home
 * does not know the lives that came after it was made, nor is a lock that was removed and made anew the same one.
 */
export function createPastLives(
  store: Pick<Store, 'value' | 'setValue'>,
  lock: string | undefined,
): PastLives {
  const known = (): readonly Life[] => {
    const text = store.value(name)
    return text === undefined ? [] : JSON.parse(text)
  }
  return {
    begin(token) {
      if (lock === undefined) return
      const lives = known()
      if (lives.some((life) => life.token === token)) return
      store.setValue(name, JSON.stringify([...lives, { token, lock }].slice(-remembered)))
    },
    includes: (token) =>
      lock !== undefined && known().some((life) => life.token === token && life.lock === lock),
  }
}
