import { contentHashBlock, contentHasher } from '../../core/content-hash.ts'
import type { OpenFile } from '../../ports/files.ts'

/** Bytes that are hashed in one go, whole blocks: little enough that one that nobody wants any more is soon over. */
export const stretchSize = 4 * contentHashBlock
/** From here on a thread is worth its making. Bytes. */
const largeFrom = 64 * 1024 * 1024
/** Bytes read at a time: under 1 ms of hashing, so that nothing else waits long. */
const chunkSize = 1024 * 1024

/** Whether a file of so many bytes is hashed in stretches, beside everything else. */
export function isHashedBeside(file: OpenFile, size: number): boolean {
  return file.blockSums !== undefined && size >= largeFrom
}

/** The sums of the blocks of one stretch, 32 bytes each, and its bytes, fewer than asked for where the file ends before. */
export interface SummedStretch {
  readonly sums: Uint8Array
  readonly bytes: number
}

/** Hashes stretches of a file, one after the other. */
export type SumStretch = (position: number, length: number) => Promise<SummedStretch>

/** While everything else goes on, or, where that cannot be, as `sumHere` does. */
export function sumBeside(file: OpenFile): SumStretch {
  let here: SumStretch | undefined
  return async (position, length) => {
    const summed = await file.blockSums?.(position, length)
    if (summed !== undefined) return summed
    here ??= sumHere(file)
    return await here(position, length)
  }
}

/** In this thread, with a turn for everybody else after each MiB. */
export function sumHere(file: OpenFile): SumStretch {
  const buffer = new Uint8Array(chunkSize)
  return async (position, length) => {
    const sums: Buffer[] = []
    const hasher = contentHasher((sum) => void sums.push(sum))
    while (hasher.size < length) {
      const chunk = buffer.subarray(0, Math.min(chunkSize, length - hasher.size))
      const read = await file.read(chunk, position + hasher.size)
      if (read === 0) break
      hasher.update(chunk.subarray(0, read))
    }
    // The sum of the last block is told only now.
    if (hasher.size > 0) hasher.digest()
    return { sums: Buffer.concat(sums), bytes: hasher.size }
  }
}
