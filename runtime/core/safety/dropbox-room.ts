/** A file that is to go up, and the bytes by which Dropbox will hold more then. */
export interface Outgoing<Item> {
  readonly item: Item
  readonly bytes: number
}

/**
 * Tells which files fit into what is free in Dropbox (bytes), in their order. One too large for what is left does not hold up smaller ones, and what
 * makes Dropbox hold no more than before always fits.
 */
export function fitting<Item>(
  outgoing: readonly Outgoing<Item>[],
  free: number,
): { readonly fits: readonly Outgoing<Item>[]; readonly waits: readonly Item[] } {
  const fits: Outgoing<Item>[] = []
  const waits: Item[] = []
  let room = free
  for (const each of outgoing) {
    if (each.bytes > 0 && each.bytes > room) waits.push(each.item)
    else {
      room -= each.bytes
      fits.push(each)
    }
  }
  return { fits, waits }
}
