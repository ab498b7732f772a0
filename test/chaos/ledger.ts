import { contentHashOf } from '../../runtime/core/content-hash.ts'
import type { ContentHash } from '../../runtime/core/tree.ts'
import type { Chance } from '../simulation/world/chance.ts'
import { createOracle } from '../simulation/world/oracle.ts'

/** A content that nobody replaced and that is nowhere. */
export interface LostContent {
  readonly hash: ContentHash
  readonly bytes: number
  /** Who wrote it, and where. */
  readonly where: string
}

/** The oracle of the simulated world, for bytes on real disks: it knows contents by their hash. */
export interface Ledger {
  /** Bytes that nobody has written before: from a few to 4,000 of them. */
  anew(): Buffer<ArrayBuffer>
  /** The same, of a size in bytes. */
  anewOf(size: number): Buffer<ArrayBuffer>
  wrote(content: Uint8Array, where: string): void
  /** A person overwrote or deleted this content, having it before their eyes. */
  replaced(content: Uint8Array): void
  replacedHash(hash: ContentHash): void
  lost(existing: ReadonlySet<ContentHash>): LostContent[]
  /** Contents, and bytes, that were written. */
  readonly written: { readonly contents: number; readonly bytes: number }
}

export function createLedger(chance: Chance): Ledger {
  const oracle = createOracle()
  const known = new Map<ContentHash, LostContent>()
  let made = 0
  let bytes = 0

  const anewOf = (size: number): Buffer<ArrayBuffer> => {
    const label = `content ${made++} of ${chance.identity()}\n`
    const content = Buffer.alloc(Math.max(size, label.length), label)
    // No two blocks of a large content are equal.
    for (let at = 0; at + 8 < content.length; at += 1 << 20) content.writeUInt32LE(at, at + 4)
    return content
  }
  return {
    anew: () => anewOf(chance.below(4_000)),
    anewOf,
    wrote(content, where) {
      const hash = contentHashOf(content)
      bytes += content.byteLength
      known.set(hash, { hash, bytes: content.byteLength, where })
      oracle.wrote(hash)
    },
    replaced: (content) => oracle.replaced(contentHashOf(content)),
    replacedHash: oracle.replaced,
    lost: (existing) => oracle.lost(existing).flatMap((hash) => known.get(hash) ?? []),
    get written() {
      return { contents: known.size, bytes }
    },
  }
}
