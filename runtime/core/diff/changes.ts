/** What stands in place of what: `before[from..to)` became `after[newFrom..newTo)`; one of the two may be empty. Indices count from 0. */
export interface Change {
  readonly from: number
  readonly to: number
  readonly newFrom: number
  readonly newTo: number
}

/** A part of both lists. */
type Span = Change

/**
 * Changes in a part are counted up to here when the fewest are looked for, which takes time and memory with the square of it (a few MB); a part with more
 * is cut at what is there once only on both sides.
 */
const mostEdits = 1_000

/**
 * How one list became another: changes in order, none touching the next, and what lies between them is the same. As few as can be where they are few
 * (E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986); where they are many, never wrong, but perhaps more than need be. Compares by `===`.
 */
export function changesBetween<Item>(before: readonly Item[], after: readonly Item[]): Change[] {
  const [one, other] = numbered(before, after)
  const found: Change[] = []
  const waiting: Span[] = [{ from: 0, to: one.length, newFrom: 0, newTo: other.length }]
  for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
    const core = trimmed(one, other, span)
    if (core.from === core.to || core.newFrom === core.newTo) {
      if (core.from !== core.to || core.newFrom !== core.newTo) found.push(core)
      continue
    }
    const fewest = fewestChanges(one, other, core)
    if (fewest !== undefined) {
      found.push(...fewest)
      continue
    }
    const parts = betweenAnchors(one, other, core)
    if (parts === undefined) found.push(core)
    // The last one waiting is looked at first.
    else for (const part of parts.toReversed()) waiting.push(part)
  }
  return joined(found)
}

/** Both lists as numbers, equal ones for equal items. */
function numbered<Item>(before: readonly Item[], after: readonly Item[]): [Int32Array, Int32Array] {
  const numbers = new Map<Item, number>()
  const numberOf = (item: Item): number => {
    const known = numbers.get(item)
    if (known !== undefined) return known
    numbers.set(item, numbers.size)
    return numbers.size - 1
  }
  return [Int32Array.from(before, numberOf), Int32Array.from(after, numberOf)]
}

/** Without what is the same at the beginning and at the end. */
function trimmed(one: Int32Array, other: Int32Array, { from, to, newFrom, newTo }: Span): Span {
  let [start, newStart, end, newEnd] = [from, newFrom, to, newTo]
  while (start < end && newStart < newEnd && one[start] === other[newStart]) {
    start++
    newStart++
  }
  while (start < end && newStart < newEnd && one[end - 1] === other[newEnd - 1]) {
    end--
    newEnd--
  }
  return { from: start, to: end, newFrom: newStart, newTo: newEnd }
}

/** The fewest changes, in order, or undefined when there are more than `mostEdits` items taken out and put in. */
function fewestChanges(one: Int32Array, other: Int32Array, span: Span): Change[] | undefined {
  const [length, newLength] = [span.to - span.from, span.newTo - span.newFrom]
  const most = Math.min(mostEdits, length + newLength)
  const zero = most + 1
  /** Per diagonal (how many more were taken out than put in), how far in `one` so many edits lead. */
  const reach = new Int32Array(2 * most + 3)
  const rounds: Int32Array[] = []
  for (let edits = 0; edits <= most; edits++) {
    rounds.push(reach.slice(zero - edits - 1, zero + edits + 2))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const at = zero + diagonal
      let x = putsIn(reach, at, diagonal, edits) ? (reach[at + 1] ?? 0) : (reach[at - 1] ?? 0) + 1
      let y = x - diagonal
      while (x < length && y < newLength && one[span.from + x] === other[span.newFrom + y]) {
        x++
        y++
      }
      reach[at] = x
      if (x >= length && y >= newLength) return wayBack(rounds, span)
    }
  }
  return undefined
}

/** Whether the farthest way to a diagonal ends with an item put in, rather than with one taken out. */
function putsIn(reach: Int32Array, at: number, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true
  return diagonal !== edits && (reach[at - 1] ?? 0) < (reach[at + 1] ?? 0)
}

/** The changes on the way that reached the end, from what each round had before it. */
function wayBack(rounds: readonly Int32Array[], span: Span): Change[] {
  const changes: Change[] = []
  let x = span.to - span.from
  let y = span.newTo - span.newFrom
  for (let edits = rounds.length - 1; edits > 0; edits--) {
    const reach = rounds[edits] ?? new Int32Array()
    const zero = edits + 1
    const diagonal = x - y
    const isPutIn = putsIn(reach, zero + diagonal, diagonal, edits)
    const previous = isPutIn ? diagonal + 1 : diagonal - 1
    x = reach[zero + previous] ?? 0
    y = x - previous
    changes.push({
      from: span.from + x,
      to: span.from + x + (isPutIn ? 0 : 1),
      newFrom: span.newFrom + y,
      newTo: span.newFrom + y + (isPutIn ? 1 : 0),
    })
  }
  return joined(changes.reverse())
}

/** Cuts a part at the items that are there once only on both sides and in the same order; undefined when there are none. */
function betweenAnchors(one: Int32Array, other: Int32Array, span: Span): Span[] | undefined {
  const anchors = longestRising(uniqueInBoth(one, other, span))
  if (anchors.length === 0) return undefined
  const parts: Span[] = []
  let { from, newFrom } = span
  for (const [at, newAt] of anchors) {
    parts.push({ from, to: at, newFrom, newTo: newAt })
    from = at + 1
    newFrom = newAt + 1
  }
  return [...parts, { from, to: span.to, newFrom, newTo: span.newTo }]
}

type Place = readonly [at: number, newAt: number]

function uniqueInBoth(one: Int32Array, other: Int32Array, span: Span): Place[] {
  const places = uniquePlaces(one, span.from, span.to)
  const newPlaces = uniquePlaces(other, span.newFrom, span.newTo)
  return [...places].flatMap(([item, at]): Place[] => {
    const newAt = newPlaces.get(item)
    return at === undefined || newAt === undefined ? [] : [[at, newAt]]
  })
}

/** Where each item is, in order; undefined for one that is there more than once. */
function uniquePlaces(items: Int32Array, from: number, to: number): Map<number, number | undefined> {
  const places = new Map<number, number | undefined>()
  for (let at = from; at < to; at++) {
    const item = items[at] ?? -1
    places.set(item, places.has(item) ? undefined : at)
  }
  return places
}

/** The most places that follow one another on both sides; they are given in the order of the first. */
function longestRising(places: readonly Place[]): Place[] {
  interface Step {
    readonly place: Place
    readonly before: Step | undefined
  }
  /** The last step of a way of so many steps, the one that leaves the most room behind it. */
  const ends: Step[] = []
  for (const place of places) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle]?.place[1] ?? 0) < place[1]) low = middle + 1
      else high = middle
    }
    ends[low] = { place, before: ends[low - 1] }
  }
  const longest: Place[] = []
  for (let step = ends.at(-1); step !== undefined; step = step.before) longest.push(step.place)
  return longest.reverse()
}

/** Changes that touch become one. */
function joined(changes: readonly Change[]): Change[] {
  const result: Change[] = []
  for (const change of changes) {
    const last = result.at(-1)
    if (last !== undefined && last.to === change.from && last.newTo === change.newFrom)
      result[result.length - 1] = { ...last, to: change.to, newTo: change.newTo }
    else result.push(change)
  }
  return result
}
