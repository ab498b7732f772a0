/** A server that lets only so many calls through. `now` in ms; false: refused. */
export type LetsThrough = (now: number) => boolean

/** Counts calls, refused ones too, in windows that follow one another, as the emulator does. */
export function fixedWindow(calls: number, window: number): LetsThrough {
  let start = 0
  let counted = 0
  return (now) => {
    if (now - start >= window) {
      start = now
      counted = 0
    }
    return ++counted <= calls
  }
}

/** Counts the calls of the last `window` ms, refused ones too. */
export function slidingWindow(calls: number, window: number): LetsThrough {
  let seen: number[] = []
  return (now) => {
    if (seen.length > 2 * calls) seen = seen.filter((at) => at > now - window)
    seen.push(now)
    return seen.filter((at) => at > now - window).length <= calls
  }
}

/** Saves up calls at a steady rate. */
export function bucket(perSecond: number, most: number): LetsThrough {
  let saved = most
  let last = 0
  return (now) => {
    saved = Math.min(most, saved + ((now - last) / 1000) * perSecond)
    last = now
    if (saved < 1) return false
    saved--
    return true
  }
}
