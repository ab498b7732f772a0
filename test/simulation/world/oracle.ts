/**
 * Knows of every content that a person wrote whether somebody who had seen it replaced or deleted it. Whatever nobody replaced must still
 * exist somewhere at the end.
 */
export interface Oracle {
  wrote(content: string): void
  /** A person overwrote or deleted this content, having it before their eyes. */
  replaced(content: string): void
  /** How often this content was replaced. */
  timesReplaced(content: string): number
  /** A power cut has taken, or garbled, what a box had at this place of this content of Dropbox. */
  endangered(content: string, box: object, place: string): void
  /** A person put something at this place of a box, or made a folder there for it, having what the power cut left there before their eyes. */
  wroteOver(box: object, place: string): void
  /** A person chose between what lies under two names that Dropbox takes for one: what had the name there may give way. */
  yielded(content: string): void
  /** Contents that nobody replaced since they were endangered, and that no file in Dropbox holds any more. */
  overwritten(live: ReadonlySet<string>): string[]
  /** Contents that nobody replaced and that are nowhere. */
  lost(existing: ReadonlySet<string>): string[]
  /** One that knows the same, and learns apart from this one. */
  fork(): Oracle
}

export function createOracle(): Oracle {
  return oracleOf(new Set(), new Map(), new Map())
}

interface Danger {
  readonly times: number
  readonly box: object
  readonly place: string
}

function oracleOf(written: Set<string>, gone: Map<string, number>, endangered: Map<string, Danger>): Oracle {
  const timesReplaced = (content: string): number => gone.get(content) ?? 0
  return {
    fork: () => oracleOf(new Set(written), new Map(gone), new Map(endangered)),
    wrote: (content) => void written.add(content),
    replaced: (content) => void gone.set(content, timesReplaced(content) + 1),
    timesReplaced,
    endangered: (content, box, place) =>
      void endangered.set(content, { times: timesReplaced(content), box, place }),
    wroteOver(box, place) {
      for (const [content, danger] of endangered)
        if (danger.box === box && `${place}/`.startsWith(`${danger.place}/`)) endangered.delete(content)
    },
    yielded: (content) => void endangered.delete(content),
    overwritten: (live) =>
      [...endangered].flatMap(([content, { times }]) =>
        timesReplaced(content) === times && !live.has(content) ? [content] : [],
      ),
    lost: (existing) => [...written].filter((content) => !gone.has(content) && !existing.has(content)),
  }
}
