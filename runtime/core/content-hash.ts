import { createHash, type Hash, hash } from 'node:crypto'
import type { ContentHash } from './tree.ts'

/** Bytes per block of Dropbox's content hash, 4 MiB (dropbox.com/developers/reference/content-hash). */
export const contentHashBlock = 4 * 1024 * 1024

/** Bytes of a SHA-256 sum. */
const sumLength = 32

/** The content hash of no bytes at all: SHA-256 of the empty string. */
export const emptyContentHash: ContentHash =
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Takes a file's bytes in order, in chunks of any size, and gives their content hash. */
export interface ContentHasher {
  update(chunk: Uint8Array): void
  /** Bytes taken so far. */
  readonly size: number
  /** 64 lower-case hex digits. May be asked once; no bytes may follow. */
  digest(): ContentHash
}

/**
 * Starts a content hash: SHA-256 over the joined binary SHA-256 sums of the content's 4 MiB blocks, the last of which may be
 * shorter (dropbox.com/developers/reference/content-hash). Holds no more than two hash states, whatever the size.
 * `told` hears the sum of each block, in order, the last one at `digest`.
 */
export function contentHasher(told: (sum: Buffer) => void = () => undefined): ContentHasher {
  let sums: Hash | undefined
  let block: Hash | undefined
  let size = 0
  let inBlock = 0

  const sumOf = (whole: Hash): Buffer => {
    const sum = whole.digest()
    told(sum)
    return sum
  }
  const closeBlock = (): void => {
    sums ??= createHash('sha256')
    if (block !== undefined) sums.update(sumOf(block))
    block = undefined
    inBlock = 0
  }

  return {
    update(chunk) {
      size += chunk.byteLength
      for (let taken = 0; taken < chunk.byteLength; ) {
        const part = chunk.subarray(taken, taken + contentHashBlock - inBlock)
        block ??= createHash('sha256')
        block.update(part)
        taken += part.byteLength
        inBlock += part.byteLength
        if (inBlock === contentHashBlock) closeBlock()
      }
    },
    get size() {
      return size
    },
    digest() {
      // Most files are of one block: nothing is to be joined.
      if (sums === undefined)
        return block === undefined ? emptyContentHash : hash('sha256', sumOf(block), 'hex')
      if (inBlock > 0) closeBlock()
      return sums.digest('hex')
    },
  }
}

/** The binary SHA-256 sums of the blocks of bytes that begin where a block does. */
export function blockSumsOf(bytes: Uint8Array): Buffer[] {
  const sums: Buffer[] = []
  for (let at = 0; at < bytes.byteLength; at += contentHashBlock)
    sums.push(hash('sha256', bytes.subarray(at, at + contentHashBlock), 'buffer'))
  return sums
}

/** The content hash of the blocks that these sums are of: what is sent in parts, each with a hash of its own, is hashed once. */
export function hashOfSums(sums: readonly Uint8Array[]): ContentHash {
  return hash('sha256', Buffer.concat(sums), 'hex')
}

/** Cuts sums that lie one after the other, 32 bytes each, apart. */
export function separateSums(joined: Uint8Array): Uint8Array[] {
  return Array.from({ length: joined.byteLength / sumLength }, (_, index) =>
    joined.subarray(index * sumLength, (index + 1) * sumLength),
  )
}

/** The content hash of bytes that are all in memory. */
export function contentHashOf(bytes: Uint8Array): ContentHash {
  if (bytes.byteLength === 0) return emptyContentHash
  if (bytes.byteLength <= contentHashBlock) return hash('sha256', hash('sha256', bytes, 'buffer'), 'hex')
  const hasher = contentHasher()
  hasher.update(bytes)
  return hasher.digest()
}
