import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../control/config.ts'
import { RateFailure } from '../protocol/failures.ts'

/** Serialises writes to a namespace as the service does: who comes while another write runs is turned away. */
export interface CommitLock {
  /**
   * Takes as long as `entries` commits take by the configured latency, then runs `work`. Throws RateFailure
   * too_many_write_operations if the namespace stays locked longer than the configured wait.
   */
  write<T>(space: number, entries: number, work: () => T | Promise<T>): Promise<T>
}

export function createCommitLock(config: () => Config): CommitLock {
  const busy = new Map<number, Promise<void>>()

  async function acquire(space: number): Promise<() => void> {
    const deadline = performance.now() + config().writeLock.wait
    for (let holder = busy.get(space); holder; holder = busy.get(space)) {
      const left = deadline - performance.now()
      const freed =
        left > 0 && (await Promise.race([holder.then(() => true), sleep(left, false, { ref: false })]))
      if (!freed) throw new RateFailure('too_many_write_operations', config().writeLock.retryAfter)
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    busy.set(space, promise)
    return () => {
      busy.delete(space)
      resolve()
    }
  }

  return {
    async write(space, entries, work) {
      const { latency, writeLock } = config()
      const duration = latency.commitBase + latency.commitPerEntry * entries
      const release = writeLock.enabled ? await acquire(space) : undefined
      try {
        if (duration > 0) await sleep(duration)
        return await work()
      } finally {
        release?.()
      }
    },
  }
}
