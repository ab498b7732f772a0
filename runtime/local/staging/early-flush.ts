import type { OpenFile } from '../../ports/files.ts'

/** Flushes a long file while it is still being written, so that the flush at its end has little left to do. */
export interface EarlyFlush {
  /** So many bytes more were written. */
  wrote(bytes: number): void
  /** Resolves when no flush is under way; throws what one of them failed with. */
  settled(): Promise<void>
}

/** Bytes between two flushes: a second of work for a slow disk, and seldom enough to cost nothing. */
const every = 64 * 1024 * 1024

export function createEarlyFlush(file: OpenFile): EarlyFlush {
  let unflushed = 0
  let isUnderWay = false
  let flushing = Promise.resolve()

  const flush = async (): Promise<void> => {
    isUnderWay = true
    unflushed = 0
    await file.sync()
    isUnderWay = false
  }
  return {
    wrote(bytes) {
      unflushed += bytes
      if (unflushed < every || isUnderWay) return
      flushing = flush()
      // Whoever waits for it is told; after a failure there is no other.
      flushing.catch(() => undefined)
    },
    settled: () => flushing,
  }
}
