/** The bounds of one request that carries several files. */
export interface PackBounds {
  readonly entries: number
  /** Bytes of content. */
  readonly bytes: number
}

/**
 * Cuts files into packs, in order, as many as fit within the bounds. A file larger than a whole pack stands alone. Every file is
 * in exactly one pack, and no pack is empty.
 */
export function packsOf<File extends { readonly size: number }>(
  files: readonly File[],
  bounds: PackBounds,
): File[][] {
  const packs: File[][] = []
  let pack: File[] = []
  let bytes = 0
  for (const file of files) {
    if (pack.length > 0 && (pack.length >= bounds.entries || bytes + file.size > bounds.bytes)) {
      packs.push(pack)
      pack = []
      bytes = 0
    }
    pack.push(file)
    bytes += file.size
  }
  if (pack.length > 0) packs.push(pack)
  return packs
}
