/** A hash of all that happened, in order. */
export interface Trace {
  /** Something happened at `at` (ms): `what`, and where that is said apart, at `path`. */
  add(at: number, what: string, path?: string): void
  /** 16 hex digits. */
  digest(): string
}

/** Two primes, each a hash of its own (FNV-1a, and the same with the prime of xxHash32): 64 bits tell any two runs apart. */
const oneFactor = 0x01000193
const otherFactor = 0x9e3779b1
/** Ends a text: no text holds it. */
const end = 0xffff

/** Nobody forges a trace, so that a hash of a few instructions does: it is taken of half a million characters in each world. */
export function createTrace(): Trace {
  let one = 0x811c9dc5 | 0
  let other = 0x165667b1
  let moment = -1
  const text = (given: string): void => {
    let [here, there] = [one, other]
    for (let index = 0; index < given.length; index++) {
      const code = given.charCodeAt(index)
      here = Math.imul(here ^ code, oneFactor)
      there = Math.imul(there ^ code, otherFactor)
    }
    one = Math.imul(here ^ end, oneFactor)
    other = Math.imul(there ^ end, otherFactor)
    other ^= other >>> 15
  }
  return {
    add(at, what, path) {
      // Most of what happens does so at the same moment as what happened before.
      if (at !== moment) text(`${at}`)
      moment = at
      text(what)
      if (path !== undefined) text(path)
    },
    digest: () => [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
  }
}
