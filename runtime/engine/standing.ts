import type { Progress } from './progress.ts'
import type { SyncStatus } from './status.ts'

/** What the engine says of itself, and who listens to it. */
export interface Standing {
  /** What the cycle came to. */
  state(): SyncStatus
  /** The same with what is under way: what a person is shown. */
  shown(): SyncStatus
  become(next: SyncStatus): void
  /** Tells that what is shown may have changed. Many transfers end at once; one word about them is enough. */
  changedSoon(): void
  /** The result ends it. */
  listen(listener: (status: SyncStatus) => void): () => void
}

export function createStanding(progress: Pick<Progress, 'status'>): Standing {
  let status: SyncStatus = { state: 'starting' }
  let announced = false
  const listeners = new Set<(status: SyncStatus) => void>()

  const shown = (): SyncStatus =>
    status.state === 'checking' || status.state === 'up-to-date' ? (progress.status() ?? status) : status
  const changed = (): void => {
    for (const listener of listeners) listener(shown())
  }

  return {
    state: () => status,
    shown,
    become(next) {
      status = next
      changed()
    },
    changedSoon() {
      if (announced) return
      announced = true
      setImmediate(() => {
        announced = false
        changed()
      })
    },
    listen(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
