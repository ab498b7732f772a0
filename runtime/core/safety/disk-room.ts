/** What stays free on any disk: a disk that is full to the brim breaks everything else on the box first. */
const diskReserve = { bytes: 64 * 1024 * 1024, share: 0.01 } as const

/** Bytes that stay free on a disk of `total` bytes: 1 % of it, and 64 MiB at the least. */
export function reserveOf(total: number): number {
  return Math.max(diskReserve.bytes, Math.ceil(total * diskReserve.share))
}

/** A file that is to come down, and the bytes that it will take on the disk beyond those that it has there already. */
export interface Incoming<Item> {
  readonly item: Item
  readonly bytes: number
}

/**
 * Tells which files may come down at once, in their order, so that the reserve stays free. When it is touched already nothing may, not even an
 * empty file: what is left belongs to uploads, deletions and the agent's own records. A file too large for what is left does not hold up smaller ones.
 */
export function admit<Item>(
  incoming: readonly Incoming<Item>[],
  disk: { readonly total: number; readonly available: number },
): { readonly admitted: readonly Item[]; readonly waiting: readonly Incoming<Item>[] } {
  const admitted: Item[] = []
  const waiting: Incoming<Item>[] = []
  let room = disk.available - reserveOf(disk.total)
  const isTouched = room < 0
  for (const each of incoming) {
    if (isTouched || each.bytes > room) waiting.push(each)
    else {
      room -= each.bytes
      admitted.push(each.item)
    }
  }
  return { admitted, waiting }
}
