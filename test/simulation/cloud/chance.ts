import type { Random } from '../../../runtime/ports/random.ts'

/** From the first to the second number, both included where whole numbers are drawn. */
export type Range = readonly [least: number, most: number]

/** A whole number of the range. A range of one number draws nothing. */
export function within(random: Random, [least, most]: Range): number {
  return least === most ? least : least + Math.floor(random.fraction() * (most - least + 1))
}

/** Whether something with this chance happens. What never or always happens draws nothing. */
export function happens(random: Random, chance: number): boolean {
  return chance > 0 && (chance >= 1 || random.fraction() < chance)
}

/** One of a list that is not empty. A list of one draws nothing. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[items.length === 1 ? 0 : Math.floor(random.fraction() * items.length)]
  if (item === undefined) throw new TypeError('There is nothing to draw from.')
  return item
}

/** One or more of a list, in its order. */
export function pick<Item>(random: Random, items: readonly Item[]): Item[] {
  const picked = items.filter(() => random.fraction() < 0.5)
  return picked.length > 0 ? picked : [oneOf(random, items)]
}

/** The same items in any order. */
export function shuffle<Item>(random: Random, items: readonly Item[]): Item[] {
  const left = [...items]
  const shuffled: Item[] = []
  while (left.length > 0) shuffled.push(...left.splice(Math.floor(random.fraction() * left.length), 1))
  return shuffled
}
