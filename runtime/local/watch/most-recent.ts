/** Something that may be watched, and when it last changed (ms since 1970). */
export interface Watchable {
  readonly recent: number
  readonly watched: boolean
}

/** Which are to be let go and which to be watched in their stead, so that those that changed last have the watches that there are. */
export function exchanges<Item extends Watchable>(
  items: readonly Item[],
): readonly { readonly out: Item; readonly in: Item }[] {
  const waiting = items.filter(({ watched }) => !watched).sort((one, other) => other.recent - one.recent)
  const coldest = items.filter(({ watched }) => watched).sort((one, other) => one.recent - other.recent)
  const found: { out: Item; in: Item }[] = []
  for (const [index, item] of waiting.entries()) {
    const out = coldest[index]
    if (out === undefined || out.recent >= item.recent) break
    found.push({ out, in: item })
  }
  return found
}
