/** Shares the event loop: answers a promise to wait for when synchronous work has run too long, else undefined. */
export type Turns = () => Promise<void> | undefined

/**
 * Synchronous calls on the disk are several times faster than promised ones (a hop to the thread pool costs more than an lstat),
 * but nothing else runs meanwhile. Asked before each of them, this lets the event loop turn after `limit` ms of such work.
 */
export function takeTurns(limit: number): Turns {
  let began: number | undefined
  return () => {
    if (began === undefined) {
      began = performance.now()
      setImmediate(() => {
        began = undefined
      })
      return undefined
    }
    if (performance.now() - began < limit) return undefined
    return new Promise((resolve) => setImmediate(resolve))
  }
}
