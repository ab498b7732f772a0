/**
 * Lets bytes pass no faster than a limit, whoever they belong to, in the order of asking: a token bucket whose tokens are paid before the bytes pass.
 * Times are ms of a clock that is never set back.
 */
export interface ByteRate {
  /** A place in the row for so many bytes; undefined when they may pass now. */
  take(now: number, bytes: number): Place | undefined
  /** How long the bytes of a place still wait, in ms; 0 when they may pass. After a change of the limit it is another time. */
  wait(now: number, place: Place): number
  /** From now on so many bytes per second; undefined: no limit. */
  limit(now: number, bytesPerSecond: number | undefined): void
}

/** How many bytes will have passed when those of this place have. */
export type Place = number & { readonly place: unique symbol }

/** What is not used is kept for so long, in ms: timers that ring late cost nothing, and no burst is felt. */
const savings = 200

/** Begins with `bytesPerSecond`; undefined: no limit. */
export function createByteRate(bytesPerSecond: number | undefined): ByteRate {
  let perMs = bytesPerSecond === undefined ? undefined : bytesPerSecond / 1000
  /** Bytes that asked, and bytes that are paid for, since the start. */
  let asked = 0
  let paid = 0
  let last = 0

  const pay = (now: number): void => {
    if (perMs === undefined) paid = asked
    else paid = Math.min(asked + perMs * savings, paid + perMs * (now - last))
    last = now
  }

  return {
    take(now, bytes) {
      pay(now)
      asked += bytes
      return perMs === undefined || asked <= paid ? undefined : (asked as Place)
    },
    wait(now, place) {
      pay(now)
      return perMs === undefined ? 0 : Math.max(0, (place - paid) / perMs)
    },
    limit(now, next) {
      pay(now)
      perMs = next === undefined ? undefined : next / 1000
      // Nothing that an earlier limit, or none, had left over.
      paid = Math.min(paid, asked)
    },
  }
}
