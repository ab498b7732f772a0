import { abortable } from '../../core/abortable.ts'

/** Bounds the memory that file contents on their way take. */
export interface ByteBudget {
  /**
   * Waits until `bytes` fit and gives the way to return them, which may be called more than once. More than the whole budget fits
   * when nothing else is out. Turns are in the order of asking. Rejects with the signal's reason when aborted.
   */
  take(bytes: number, signal: AbortSignal): Promise<() => void>
}

export function createByteBudget(limit: number): ByteBudget {
  let out = 0
  const queue: { readonly bytes: number; readonly start: () => void }[] = []

  const startNext = (): void => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (out > 0 && out + next.bytes > limit) return
      queue.shift()
      out += next.bytes
      next.start()
    }
  }

  return {
    async take(bytes, signal) {
      let state: 'waiting' | 'taken' | 'returned' = 'waiting'
      const { promise, resolve } = Promise.withResolvers<void>()
      const place = {
        bytes,
        start: () => {
          state = 'taken'
          resolve()
        },
      }
      const giveBack = (): void => {
        if (state === 'taken') out -= bytes
        else if (state === 'waiting') queue.splice(queue.indexOf(place), 1)
        state = 'returned'
        startNext()
      }
      queue.push(place)
      startNext()
      try {
        await abortable(promise, signal)
      } catch (error) {
        giveBack()
        throw error
      }
      return giveBack
    },
  }
}
