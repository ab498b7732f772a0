/**
 * Knows of every content that a person wrote whether somebody who had seen it replaced or deleted it. Whatever nobody replaced must still
 * exist somewhere at the end.
 */
export interface Oracle {
  wrote(content: string): void
  /** A person overwrote or deleted this content, having it before their eyes. */
  replaced(content: string): void
  /** Contents that nobody replaced and that are nowhere. */
  lost(existing: ReadonlySet<string>): string[]
}

export function createOracle(): Oracle {
  const written = new Set<string>()
  const gone = new Set<string>()
  return {
    wrote: (content) => void written.add(content),
    replaced: (content) => void gone.add(content),
    lost: (existing) => [...written].filter((content) => !gone.has(content) && !existing.has(content)),
  }
}
