/** Why a goal was missed, and what would close the gap: sentences for readers of the page. */
export interface Fall {
  /** Stands in what the missed line says, as `memory`; empty for every line of the row that no other text is for. */
  readonly line: string
  readonly why: string
  readonly closes: string
}

export type Falls = Readonly<Record<string, readonly Fall[]>>

/**
 * By the name of the row, most particular first. A text is only shown while a line that it is for falls short, and is to be mended when the
 * figures show that something else is the cause.
 */
export const falls: Falls = {}
