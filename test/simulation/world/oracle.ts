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
  /** One that knows the same, and learns apart from this one. */
  fork(): Oracle
}

export function createOracle(): Oracle {
  return oracleOf(new Set(), new Set())
}

function oracleOf(written: Set<string>, gone: Set<string>): Oracle {
  return {
    fork: () => oracleOf(new Set(written), new Set(gone)),
    wrote: (content) => void written.add(content),
    replaced: (content) => void gone.add(content),
    lost: (existing) => [...written].filter((content) => !gone.has(content) && !existing.has(content)),
  }
}
