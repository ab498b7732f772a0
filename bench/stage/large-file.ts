import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { contentHashBlock } from '../../runtime/core/content-hash.ts'
import { randomBytes } from './tree.ts'

/**
 * Writes a file of random bytes, which is never in memory as a whole. Between its blocks others have their turn: connections that the server
 * closes meanwhile would otherwise be taken for open ones.
 */
export async function writeLargeFile(path: string, bytes: number, seed: number): Promise<void> {
  const file = openSync(path, 'w')
  try {
    for (let at = 0; at < bytes; at += contentHashBlock) {
      writeSync(file, randomBytes(seed, at / contentHashBlock, Math.min(contentHashBlock, bytes - at)))
      await turn()
    }
  } finally {
    closeSync(file)
  }
}

/** The content hash of a file of any size (dropbox.com/developers/reference/content-hash). */
export async function hashOfFile(path: string): Promise<string> {
  const whole = createHash('sha256')
  const block = Buffer.alloc(contentHashBlock)
  const file = openSync(path, 'r')
  try {
    for (;;) {
      let filled = 0
      for (let read = -1; read !== 0 && filled < block.length; filled += read)
        read = readSync(file, block, filled, block.length - filled, null)
      if (filled === 0) return whole.digest('hex')
      whole.update(createHash('sha256').update(block.subarray(0, filled)).digest())
      await turn()
    }
  } finally {
    closeSync(file)
  }
}
