/** Holds whoever comes until it is opened, and says when the first one has come. */
export interface Gate {
  /** Resolves when it is open. */
  pass(): Promise<void>
  /** Resolves when somebody waits, or has passed. */
  readonly reached: Promise<void>
  open(): void
}

export function gate(): Gate {
  const opened = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  return {
    pass() {
      reached.resolve()
      return opened.promise
    },
    reached: reached.promise,
    open: () => opened.resolve(),
  }
}
