/** Whether Dropbox is reached, for people. */
export interface Reach {
  /** An attempt got no answer at all, and why, or, with undefined, Dropbox said anything. */
  note(trouble: string | undefined): void
  /** See `Cloud.watchConnection`. */
  watch(told: (trouble: string | undefined) => void): void
}

/** Tells those who watch of each trouble, and once of its end. */
export function createReach(): Reach {
  let trouble: string | undefined
  const listeners: ((trouble: string | undefined) => void)[] = []
  return {
    note(now) {
      if (trouble === undefined && now === undefined) return
      trouble = now
      for (const listener of listeners) listener(now)
    },
    watch: (told) => void listeners.push(told),
  }
}
