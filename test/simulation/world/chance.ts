import type { Random } from '../../../runtime/ports/random.ts'

/** A stream of chance that repeats: the same seed and name give the same numbers. */
export interface Chance extends Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
  /** True with this probability. */
  happens(probability: number): boolean
  /** A further stream, independent of how much of this one was used. */
  stream(name: string): Chance
}

/** xorshift128 (Marsaglia, "Xorshift RNGs", 2003), its state filled from a hash of seed and name (FNV-1a). */
export function createChance(seed: number, name = ''): Chance {
  let [a, b, c, d] = [1, 2, 3, 4].map((salt) => hash(`${seed}/${name}/${salt}`)) as [
    number,
    number,
    number,
    number,
  ]
  const next = (): number => {
    const t = a ^ (a << 11)
    a = b
    b = c
    c = d
    d = (d ^ (d >>> 19) ^ (t ^ (t >>> 8))) >>> 0
    return d
  }
  for (let warm = 0; warm < 8; warm++) next()

  const fraction = (): number => next() / 2 ** 32
  const below = (limit: number): number => Math.floor(fraction() * limit)
  return {
    fraction,
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    happens: (probability) => fraction() < probability,
    identity: () =>
      [next(), next(), next(), next()].map((part) => part.toString(16).padStart(8, '0')).join(''),
    stream: (own) => createChance(seed, `${name}/${own}`),
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0 || 1
}
