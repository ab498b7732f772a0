import { readSync } from 'node:fs'
import { contentHasher } from '../../core/content-hash.ts'
import { answerOrders } from './answer-orders.ts'
import type { Stretch, Summed } from './hashing-thread.ts'

const buffer = new Uint8Array(1024 * 1024)

/** Reads and hashes one stretch (see `HashingThread`). */
function sum({ descriptor, position, length }: Stretch): Summed {
  const sums: Buffer[] = []
  const hasher = contentHasher((ofBlock) => void sums.push(ofBlock))
  try {
    while (hasher.size < length) {
      const most = Math.min(buffer.byteLength, length - hasher.size)
      const read = readSync(descriptor, buffer, 0, most, position + hasher.size)
      if (read === 0) break
      hasher.update(buffer.subarray(0, read))
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { kind: 'failed', code, message }
  }
  // The sum of the last block is told only now.
  if (hasher.size > 0) hasher.digest()
  return { kind: 'summed', sums: Buffer.concat(sums), bytes: hasher.size }
}

answerOrders(sum)
