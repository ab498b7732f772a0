import type { Range } from './arrived.ts'

/** A stretch of a large file, in bytes. */
export interface Part {
  readonly offset: number
  readonly length: number
  /** The session has it already. */
  readonly isHeld: boolean
  readonly isLast: boolean
}

/**
 * Bytes per append: the least that concurrent sessions take (dropbox-api-spec, upload_session/start), so that little is sent again after a kill, and
 * many are on their way while Dropbox thinks about each.
 */
export const partSize = 4 * 1024 * 1024

/**
 * Cuts a file that is not empty into its parts, of `most` bytes at most, so that each is in one of the ranges that a session holds already, in order,
 * or in none.
 */
export function* partsOf(size: number, held: readonly Range[], most: number): Generator<Part> {
  for (let offset = 0; offset < size; ) {
    const around = held.find(([from, to]) => from <= offset && offset < to)
    const next = held.find(([from]) => from > offset)
    const until = around?.[1] ?? next?.[0] ?? size
    const length = Math.min(most, until - offset, size - offset)
    yield { offset, length, isHeld: around !== undefined, isLast: offset + length === size }
    offset += length
  }
}
