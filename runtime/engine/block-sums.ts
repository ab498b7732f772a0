import type { ContentHash } from '../core/tree.ts'

/** The sums of the blocks (`blockSumsOf`) of the large contents that were read last: what is sent soon after it was read need not be hashed again. */
export interface BlockSums {
  /** `sums`: 32 bytes per block, one after the other. */
  keep(hash: ContentHash, sums: Uint8Array): void
  of(hash: ContentHash): Uint8Array | undefined
}

/** Bytes that are kept at most, of 512 GiB of content. */
const most = 4 * 1024 * 1024

export function createBlockSums(): BlockSums {
  const known = new Map<ContentHash, Uint8Array>()
  let bytes = 0
  const forget = (hash: ContentHash): void => {
    bytes -= known.get(hash)?.byteLength ?? 0
    known.delete(hash)
  }
  return {
    keep(hash, sums) {
      forget(hash)
      known.set(hash, sums)
      bytes += sums.byteLength
      for (const oldest of known.keys()) {
        if (bytes <= most) break
        forget(oldest)
      }
    },
    of: (hash) => known.get(hash),
  }
}
