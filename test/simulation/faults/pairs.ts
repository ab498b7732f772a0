/** A call site and a way to fail there. */
export interface Pair {
  readonly site: string
  readonly kind: string
}

/** Which faults are still to be met, and which were. */
export interface Tally {
  /** The next kind to be met at a site, the one met least often first; undefined when there is none. */
  next(site: string): string | undefined
  hit(site: string, kind: string): void
  /** Pairs that were met fewer than `times` times. */
  missing(times: number): readonly Pair[]
  readonly pairs: number
  readonly hits: number
  /** How often the pair was met that was met least often. */
  least(): number
}

/** Counts every pair of a site and a kind that fit each other. Sites are added as they are found. */
export function createTally(
  kindsOf: (site: string) => readonly string[],
): Tally & { found(site: string): void } {
  const counts = new Map<string, Map<string, number>>()
  let hits = 0
  const all = (): (Pair & { readonly count: number })[] =>
    [...counts].flatMap(([site, kinds]) => [...kinds].map(([kind, count]) => ({ site, kind, count })))
  const found = (site: string): void => {
    if (!counts.has(site)) counts.set(site, new Map(kindsOf(site).map((kind) => [kind, 0])))
  }
  return {
    found,
    next(site) {
      found(site)
      let rarest: { readonly kind: string; readonly count: number } | undefined
      for (const [kind, count] of counts.get(site) ?? [])
        if (rarest === undefined || count < rarest.count) rarest = { kind, count }
      return rarest?.kind
    },
    hit(site, kind) {
      hits++
      const kinds = counts.get(site)
      kinds?.set(kind, (kinds.get(kind) ?? 0) + 1)
    },
    missing: (times) => all().filter(({ count }) => count < times),
    get pairs() {
      return all().length
    },
    get hits() {
      return hits
    },
    least: () => Math.min(...all().map(({ count }) => count)),
  }
}
