import { createThread } from './thread.ts'

/** Some bytes of an open file, which stays open until they are hashed. */
export interface Stretch {
  readonly descriptor: number
  readonly position: number
  readonly length: number
}

/** What the thread answers; an error would not keep its code on the way. */
export type Summed =
  | { readonly kind: 'summed'; readonly sums: Uint8Array; readonly bytes: number }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string }

/** A thread that reads and hashes large files while everything else goes on. A second one would take as much memory again. */
export interface HashingThread {
  /**
   * The SHA-256 sums (32 bytes each, one after the other) of the blocks of 4 MiB that a stretch is cut into, and its bytes, fewer than asked for
   * where the file ends before. Undefined where this box lets no thread begin, or ended it. Rejects with what the system said to a read.
   */
  sums(stretch: Stretch): Promise<{ readonly sums: Uint8Array; readonly bytes: number } | undefined>
}

export function createHashingThread(): HashingThread {
  const thread = createThread<Stretch, Summed>(new URL('./hash-stretches.ts', import.meta.url))
  return {
    async sums(stretch) {
      const answer = await thread.ask(stretch)
      if (answer?.kind === 'failed') throw Object.assign(new Error(answer.message), { code: answer.code })
      return answer
    },
  }
}
