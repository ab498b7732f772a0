/** From where to where, in bytes. */
export type Range = readonly [from: number, to: number]

/** Follows the parts of a file that arrive in any order. */
export interface Arrived {
  add(offset: number, length: number): void
  /** Bytes from the start without a gap. */
  readonly end: number
  /** What has arrived beyond a gap, in order, as few ranges as will do. */
  readonly beyond: readonly Range[]
}

/** Begins with what has arrived already. */
export function createArrived(start: number, beyond: readonly Range[] = []): Arrived {
  let ranges: readonly Range[] = [[0, start], ...beyond]
  return {
    add(offset, length) {
      const all = [...ranges, [offset, offset + length] as const].sort(([one], [other]) => one - other)
      const joined: Range[] = []
      for (const [from, to] of all) {
        const last = joined.at(-1)
        if (last !== undefined && from <= last[1])
          joined[joined.length - 1] = [last[0], Math.max(last[1], to)]
        else joined.push([from, to])
      }
      ranges = joined
    },
    get end() {
      return ranges[0]?.[1] ?? 0
    },
    get beyond() {
      return ranges.slice(1)
    },
  }
}
