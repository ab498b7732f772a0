/** Tells who waits for it that something changed in a space. */
export interface Changes {
  /** Calls `listener` after each change in the space until the answer is called. */
  watch(space: number, listener: () => void): () => void
  announce(space: number): void
}

export function createChanges(): Changes {
  const listeners = new Map<number, Set<() => void>>()
  return {
    watch(space, listener) {
      const waiting = listeners.get(space) ?? new Set()
      listeners.set(space, waiting)
      waiting.add(listener)
      return () => {
        waiting.delete(listener)
      }
    },
    announce(space) {
      for (const listener of [...(listeners.get(space) ?? [])]) listener()
    },
  }
}
