import type { Database } from '../storage/database.ts'
import { BLOCK_SIZE, contentHashOf, createBlockHasher } from './content-hash.ts'
import type { Parts } from './part.ts'

/** A part in a row of parts. */
export interface Piece {
  part: number
  /** bytes */
  length: number
}

/** Whole contents, each kept once under its content hash, as a row of parts. */
export interface Contents {
  /** The hash and size in bytes of the content that these parts make up in order. */
  measure(parts: readonly Piece[]): Promise<{ contentHash: string; size: number }>
  /** Keeps that content, unless an equal one is kept already. Call it inside a transaction. */
  keep(content: { contentHash: string; size: number }, parts: readonly Piece[]): void
  /** Reads bytes `start` up to `end` (exclusive). */
  read(contentHash: string, start: number, end: number): AsyncGenerator<Buffer>
}

export function openContents(database: Database, parts: Parts): Contents {
  const isKnown = (contentHash: string) =>
    database.get('SELECT 1 FROM content WHERE content_hash = ?', contentHash) !== undefined

  async function hashOf(pieces: readonly Piece[]): Promise<string> {
    const aligned = pieces.slice(0, -1).every(({ length }) => length % BLOCK_SIZE === 0)
    if (aligned) {
      const blocks = pieces.map(({ part }) =>
        database.get<{ blocks: Uint8Array }>('SELECT blocks FROM part WHERE id = ?', part),
      )
      return contentHashOf(Buffer.concat(blocks.map((row) => row?.blocks ?? new Uint8Array())))
    }
    const hasher = createBlockHasher()
    for (const { part, length } of pieces) {
      for await (const bytes of parts.read(part, 0, length)) hasher.update(bytes)
    }
    return contentHashOf(hasher.finish())
  }

  return {
    async measure(pieces) {
      const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
      return { contentHash: await hashOf(pieces), size }
    },

    keep({ contentHash, size }, pieces) {
      if (isKnown(contentHash)) return
      database.run('INSERT INTO content (content_hash, size) VALUES (?, ?)', contentHash, size)
      for (const [position, { part }] of pieces.entries()) {
        database.run(
          'INSERT INTO content_part (content_hash, position, part) VALUES (?, ?, ?)',
          contentHash,
          position,
          part,
        )
      }
    },

    async *read(contentHash, start, end) {
      const pieces = database.all<{ part: number; length: number }>(
        `SELECT part.id AS part, part.length AS length FROM content_part JOIN part ON part.id = content_part.part
         WHERE content_hash = ? ORDER BY position`,
        contentHash,
      )
      let offset = 0
      for (const { part, length } of pieces) {
        const from = Math.max(start - offset, 0)
        const until = Math.min(end - offset, length)
        if (from < until) yield* parts.read(part, from, until)
        offset += length
      }
    },
  }
}
