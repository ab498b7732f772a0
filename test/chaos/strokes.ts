import type { Chance } from '../simulation/world/chance.ts'

/** How an agent, or both, are killed. Times are ms. */
export type Stroke =
  /** While it works, so long after the last start. */
  | { readonly kind: 'working'; readonly box: number; readonly after: number }
  | { readonly kind: 'both'; readonly after: number }
  /** Again, so long after it was told to start. */
  | { readonly kind: 'starting'; readonly box: number; readonly after: number }
  /** Again while it starts, when it has to list all of Dropbox anew. */
  | { readonly kind: 'listing'; readonly box: number; readonly after: number }
  /** In the middle of putting something in its place: when so many things have happened in a folder of its own. */
  | { readonly kind: 'swapping'; readonly box: number; readonly folder: OwnFolder; readonly events: number }
  /** So long after it was told to stop. */
  | { readonly kind: 'stopping'; readonly box: number; readonly after: number }
  /** When so many bytes more have gone over the network after a large file of `size` bytes was written on box `writer`. */
  | {
      readonly kind: 'transfer'
      readonly box: number
      readonly writer: number
      readonly size: number
      readonly moved: number
    }

/** Where the agent keeps what is on its way, and what it has in its hand. */
export type OwnFolder = 'staging' | 'aside' | 'trash'

export type StrokeKind = Stroke['kind']

const mebibyte = 1 << 20

/** Draws how the next kill is to be. Transfers of large files cost the most, and are rare. */
export function drawStroke(chance: Chance): Stroke {
  const box = chance.below(2)
  const roll = chance.below(100)
  if (roll < 30) {
    const folder = chance.pick(['staging', 'aside', 'aside', 'trash'] as const)
    return { kind: 'swapping', box, folder, events: 1 + chance.below(6) }
  }
  if (roll < 55) return { kind: 'working', box, after: chance.below(1_000) }
  if (roll < 65) return { kind: 'both', after: chance.below(1_000) }
  if (roll < 80) return { kind: 'starting', box, after: chance.below(450) }
  if (roll < 88) return { kind: 'listing', box, after: 150 + chance.below(450) }
  if (roll < 95) return { kind: 'stopping', box, after: chance.below(300) }
  const size = 3 * mebibyte + chance.below(24 * mebibyte)
  return { kind: 'transfer', box, writer: chance.below(2), size, moved: chance.below(size) }
}
