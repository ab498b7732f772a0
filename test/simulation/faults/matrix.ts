import { createChance } from '../world/chance.ts'
import { kindsAt } from './applicable.ts'
import { createTally, type Pair } from './pairs.ts'
import { fileSystems, type Strike, tour } from './tour.ts'

export interface MatrixSettings {
  readonly firstSeed: number
  /** How often every pair is to be met. */
  readonly times: number
  /** After so many tours it is enough. */
  readonly mostTours: number
  /** Faults in one tour, at most. */
  readonly perTour: number
  readonly looks: number
  /** Whether to go on. */
  readonly going?: () => boolean
  /** The sites that are to be met: those of tours in which nothing goes wrong, or also those that other faults lead to. */
  readonly until?: 'usual sites' | 'every site'
}

export interface MatrixOutcome {
  readonly tours: number
  readonly sites: number
  readonly kinds: number
  readonly pairs: number
  readonly hits: number
  /** How often the pair was met that was met least often. */
  readonly least: number
  readonly missing: readonly Pair[]
  /** With the line that replays each. */
  readonly violations: readonly string[]
}

/** Sends faults of every kind to every call site of the engine, some dozens in each tour, until each pair has been met so many times. */
export async function runMatrix(settings: MatrixSettings): Promise<MatrixOutcome> {
  const { firstSeed, times, mostTours, perTour, looks, going = () => true, until = 'every site' } = settings
  const tally = createTally(kindsAt)
  const usualCalls = new Map<string, number>()
  const violations: string[] = []
  let tours = 0
  const learn = (calls: ReadonlyMap<string, number>): void => {
    for (const [site, count] of calls) {
      tally.found(site)
      usualCalls.set(site, Math.max(count, Math.ceil((usualCalls.get(site) ?? 0) * 0.8)))
    }
  }
  // One tour for each kind of file system.
  const quiet: QuietTour[] = []
  for (let kind = 0; kind < fileSystems; kind++) {
    const { calls } = await tour(firstSeed + kind, [], { looks: 1 })
    quiet.push({ seed: firstSeed + kind, calls })
    learn(calls)
  }
  const usual = new Set(usualCalls.keys())
  const open = (): readonly Pair[] =>
    tally.missing(times).filter(({ site }) => until === 'every site' || usual.has(site))
  while (tours < mostTours && going()) {
    const missing = open()
    if (missing.length === 0) break
    const rest = missing.filter(({ site }) => usual.has(site))
    const next = firstSeed + tours++
    // What chance has left over is met where it is known to come up.
    const aimed = rest.length > 0 && rest.length <= perTour ? aim(rest, quiet, next) : undefined
    const { seed, strikes } = aimed ?? {
      seed: next,
      strikes: chooseStrikes(missing, usualCalls, perTour, next),
    }
    const { violations: wrong, calls, met } = await tour(seed, strikes, { looks })
    learn(calls)
    for (const { site, kind } of met) tally.hit(site, kind)
    if (wrong.length > 0) violations.push(await shrunk(seed, met, wrong, looks))
  }
  const sites = new Set(usualCalls.keys())
  return {
    tours,
    sites: sites.size,
    kinds: new Set([...sites].flatMap(kindsAt)).size,
    pairs: tally.pairs,
    hits: tally.hits,
    least: tally.least(),
    missing: open(),
    violations,
  }
}

/** Lets one fault of every kind last at every call site, each in a tour of its own: `step` pairs apart, from the pair `first` on. */
export async function runLasting(settings: {
  readonly seed: number
  readonly first: number
  readonly step: number
  readonly looks: number
  readonly going?: () => boolean
}): Promise<{ readonly tours: number; readonly violations: readonly string[] }> {
  const { seed, first, step, looks, going = () => true } = settings
  const { calls } = await tour(seed, [], { looks: 1 })
  const pairs = [...calls.keys()]
    .filter((site) => !site.startsWith('clock') && !site.startsWith('lease'))
    .flatMap((site) => kindsAt(site).map((kind) => ({ site, kind })))
  const violations: string[] = []
  let tours = 0
  for (let index = first; index < pairs.length && going(); index += step) {
    const pair = pairs[index]
    if (pair === undefined) continue
    const chance = createChance(seed + index, 'lasting')
    const strike = { ...pair, call: chance.below(calls.get(pair.site) ?? 1), lasts: true }
    const { violations: wrong } = await tour(seed, [strike], { looks })
    tours++
    if (wrong.length > 0) violations.push(described(seed, [strike], wrong))
  }
  return { tours, violations }
}

/** Some of the pairs that are missing, each at a call of its own; those of sites that are rarely called come first. */
/** A tour in which nothing went wrong, with its calls by site. */
interface QuietTour {
  readonly seed: number
  readonly calls: ReadonlyMap<string, number>
}

/**
 * Strikes of pairs that are left, in the quiet tour in which the first of them comes up: until the first fault all is as it was there, so that at
 * least one of them is met.
 */
function aim(
  left: readonly Pair[],
  quiet: readonly QuietTour[],
  drawn: number,
): { readonly seed: number; readonly strikes: readonly Strike[] } | undefined {
  const chance = createChance(drawn, 'aim')
  const [first] = left
  const home = quiet.find(({ calls }) => first !== undefined && calls.has(first.site))
  if (home === undefined) return undefined
  const strikes = new Map<string, Strike>()
  for (const { site, kind } of left) {
    const call = chance.below(home.calls.get(site) ?? 0)
    if (home.calls.has(site) && !strikes.has(`${site} ${call}`))
      strikes.set(`${site} ${call}`, { site, call, kind })
  }
  return { seed: home.seed, strikes: [...strikes.values()] }
}

function chooseStrikes(
  missing: readonly Pair[],
  usualCalls: ReadonlyMap<string, number>,
  most: number,
  seed: number,
): Strike[] {
  const chance = createChance(seed, 'strikes')
  const taken = new Set<string>()
  const perSite = new Map<string, number>()
  const strikes: Strike[] = []
  const callsOf = (site: string): number => usualCalls.get(site) ?? 1
  const drawn = missing
    .map((pair) => ({ pair, order: chance.fraction() + (callsOf(pair.site) < 20 ? 0 : 1) }))
    .sort((one, other) => one.order - other.order)
  for (const { pair } of drawn) {
    const { site, kind } = pair
    const calls = callsOf(site)
    const already = perSite.get(site) ?? 0
    if (already >= Math.max(1, calls / 20)) continue
    // The first calls come for certain.
    const call = chance.happens(0.5) ? chance.below(Math.min(calls, 3)) : chance.below(calls)
    if (taken.has(`${site} ${call}`)) continue
    taken.add(`${site} ${call}`)
    perSite.set(site, already + 1)
    strikes.push({ site, call, kind })
    if (strikes.length >= most) break
  }
  return strikes
}

/** The fewest faults that still go wrong, told. */
async function shrunk(
  seed: number,
  met: readonly Strike[],
  wrong: readonly string[],
  looks: number,
): Promise<string> {
  let strikes = met
  let last = wrong
  for (let size = Math.ceil(strikes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < strikes.length; ) {
      const fewer = [...strikes.slice(0, start), ...strikes.slice(start + size)]
      const { violations } = await tour(seed, fewer, { looks })
      if (violations.length > 0) {
        strikes = fewer
        last = violations
      } else start += size
    }
  }
  return described(seed, strikes, last)
}

/** What went wrong, and how to see it again. */
function described(seed: number, strikes: readonly Strike[], wrong: readonly string[]): string {
  const told = strikes.map(
    ({ site, call, kind, lasts }) => `${kind} ${lasts ? 'from' : 'at'} call ${call} of ${site}`,
  )
  const replay = `npm run reliability:faults -- --first ${seed} --strikes '${JSON.stringify(strikes)}'`
  return `${told.join(', ') || 'no fault at all'}: ${wrong.join('; ')}\n  replay: ${replay}`
}
