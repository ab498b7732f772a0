import { createHash, type Hash } from 'node:crypto'

/** Dropbox hashes content in blocks of this many bytes (dropbox.com/developers/reference/content-hash). */
export const BLOCK_SIZE = 4 * 1024 * 1024

/** Hashes content as it passes, block by block. */
export interface BlockHasher {
  update(bytes: Uint8Array): void
  /** The SHA-256 of each block, 32 bytes each, one after the other. */
  finish(): Buffer
}

export function createBlockHasher(): BlockHasher {
  const blocks: Buffer[] = []
  let current: Hash | undefined
  let filled = 0
  const closeBlock = () => {
    if (current) blocks.push(current.digest())
    current = undefined
    filled = 0
  }
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + BLOCK_SIZE - filled)
        current ??= createHash('sha256')
        current.update(piece)
        filled += piece.length
        at += piece.length
        if (filled === BLOCK_SIZE) closeBlock()
      }
    },
    finish() {
      closeBlock()
      return Buffer.concat(blocks)
    },
  }
}

/** The content hash, 64 hex digits, of content whose block hashes these are. */
export function contentHashOf(blocks: Uint8Array): string {
  return createHash('sha256').update(blocks).digest('hex')
}
