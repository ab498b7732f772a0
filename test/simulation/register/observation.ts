/** What a file holds; undefined: there is no file. */
export type Value = string | undefined

/** What somebody saw or did. `box` undefined: in Dropbox itself. */
export type Observation =
  | { readonly saw: 'read'; readonly box: number | undefined; readonly value: Value }
  /**
   * Saw `old`, and put `value` in its place; undefined deletes. `doubtful`: after a power cut, before the agent has looked at the box again, and
   * such that it looks like the cut's work. `backdated`: with a time no later than that of what was there, so that it would look like the work of a
   * power cut that follows.
   */
  | {
      readonly saw: 'write'
      readonly box: number | undefined
      readonly old: Value
      readonly value: Value
      readonly doubtful?: boolean
      readonly backdated?: boolean
    }
  /** The box lost its power. */
  | { readonly saw: 'power-loss'; readonly box: number }
  /** Calls on the disk of the box fail from now on, or may have failed. */
  | { readonly saw: 'disk-fault'; readonly box: number }
  /** An upload that the box had given up, or that was done already, came to Dropbox and changed something. */
  | { readonly saw: 'late'; readonly box: number }
  /** All is at peace: everybody reads `value`, and beside it these conflict copies are left. */
  | { readonly saw: 'stable'; readonly value: Value; readonly conflicts: readonly string[] }
