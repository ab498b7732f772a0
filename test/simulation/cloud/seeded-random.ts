import type { Random } from '../../../runtime/ports/random.ts'

/** Chance that falls the same way for the same seed (splitmix32; Steele, Lea and Flood, 2014, in its 32-bit form). */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  const digits = (): string => next().toString(16).padStart(8, '0')
  return {
    identity: () => digits() + digits() + digits() + digits(),
    fraction: () => next() / 2 ** 32,
  }
}
