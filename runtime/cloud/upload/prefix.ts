/** Follows parts that arrive in any order, and says how much has arrived without a gap from the start. */
export interface Prefix {
  arrived(offset: number, length: number): void
  /** Bytes from the start without a gap. */
  readonly end: number
}

/** Begins with `start` bytes that have arrived. */
export function createPrefix(start: number): Prefix {
  const beyond = new Map<number, number>()
  let end = start
  return {
    arrived(offset, length) {
      beyond.set(offset, length)
      for (let next = beyond.get(end); next !== undefined; next = beyond.get(end)) {
        beyond.delete(end)
        end += next
      }
    },
    get end() {
      return end
    },
  }
}
