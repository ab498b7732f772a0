import { hashOfSums } from '../../core/content-hash.ts'
import type { ContentHash } from '../../core/tree.ts'
import type { OpenFile } from '../../ports/files.ts'
import { type SummedStretch, type SumStretch, stretchSize, sumBeside, sumHere } from './stretches.ts'

/** What was read of a file. */
export interface HashedBytes {
  readonly hash: ContentHash
  /** The sums of its blocks, 32 bytes each. */
  readonly sums: Uint8Array
  /** Bytes: fewer than asked for when it was cut off meanwhile. */
  readonly size: number
  /** The last byte, 0 when there is none. */
  readonly last: number
}

/** Hashes the first `size` bytes of a large file in half the time: a thread and this one each take the next stretch when they are done with one. */
export async function hashByTwo(
  file: OpenFile,
  size: number,
  { hashed, signal }: { readonly hashed?: (bytes: number) => void; readonly signal?: AbortSignal },
): Promise<HashedBytes> {
  const stretches: SummedStretch[] = []
  const count = Math.ceil(size / stretchSize)
  let next = 0
  const takeOver = async (sum: SumStretch): Promise<void> => {
    while (next < count) {
      signal?.throwIfAborted()
      const index = next++
      const from = index * stretchSize
      const summed = await sum(from, Math.min(stretchSize, size - from))
      stretches[index] = summed
      hashed?.(summed.bytes)
    }
  }
  try {
    await Promise.all([takeOver(sumBeside(file)), takeOver(sumHere(file))])
  } finally {
    // Where one has failed, the other need not go on.
    next = count
  }
  const last = new Uint8Array(1)
  await file.read(last, size - 1)
  const sums = Buffer.concat(stretches.map((stretch) => stretch.sums))
  return {
    hash: hashOfSums([sums]),
    sums,
    size: stretches.reduce((sum, { bytes }) => sum + bytes, 0),
    last: last[0] ?? 0,
  }
}
