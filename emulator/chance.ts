import { randomBytes } from 'node:crypto'

/** Randomness: what merely varies (dots, faults, order) can be repeated with a seed; what must be unguessable cannot. */
export interface Chance {
  /** A number from 0 up to, not including, 1. */
  fraction(): number
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number
  /** True with this probability, 0 to 1. */
  happens(probability: number): boolean
  /** Unguessable text of URL-safe characters. */
  token(length: number): string
  /** Unguessable hex digits. */
  hex(length: number): string
}

/** Randomness whose varying half repeats for an equal seed; without a seed it starts anywhere. */
export function createChance(seed: number = randomBytes(4).readUInt32LE()): Chance {
  let state = seed >>> 0
  // mulberry32: small, even enough for choosing faults, and the same everywhere.
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    fraction,
    below: (limit) => Math.floor(fraction() * limit),
    happens: (probability) => fraction() < probability,
    token: (length) => randomBytes(length).toString('base64url').slice(0, length),
    hex: (length) =>
      randomBytes(Math.ceil(length / 2))
        .toString('hex')
        .slice(0, length),
  }
}
