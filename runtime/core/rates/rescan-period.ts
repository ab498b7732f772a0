/** How often everything on the box is looked at although nothing asked for it. */
export interface RescanPeriod {
  /** ms from the end of a scan to the next one, where `usual` ms would be usual, and a scan takes `took` ms. Longer than usual it is up to `longest` ms. */
  every(usual: number, took: number, longest: number): number
  /** A scan that nothing asked for has ended: it found so many changes of which no event had told. `complete`: events should have told of all. */
  scanned(found: { readonly missed: number; readonly complete: boolean }): void
  /** Changes of which no event had told, at the last such scan. */
  missed(): number
}

/** At most so much shorter and longer than usual. */
const least = 1 / 5
const most = 2
/** So many scans in a row that found nothing show that watching works. */
const proof = 3
/** So many times as long as a scan took, the box rests from it at least. */
const leastRest = 20

/**
 * A period that follows what scans find: each that finds what no event told halves it, down to a fifth, since files come here by ways that are not watched (NFS, another
 * machine, a web interface); after three in a row that found nothing, where all is watched, it grows again, to twice the usual at most. With `adapts` false it stays what is usual.
 */
export function createRescanPeriod(adapts: boolean): RescanPeriod {
  let factor = 1
  let clean = 0
  let missed = 0
  return {
    every(usual, took, longest) {
      if (!adapts) return usual
      if (factor > 1) return Math.max(usual, Math.min(usual * factor, longest))
      return Math.max(usual * factor, Math.min(usual, took * leastRest))
    },
    scanned(found) {
      missed = found.missed
      if (missed > 0) {
        clean = 0
        factor = Math.max(least, factor / 2)
        return
      }
      clean++
      if (clean >= proof) factor = Math.min(found.complete ? most : 1, factor * 1.5)
    },
    missed: () => missed,
  }
}
