/** A process among those of all machines. Nothing of it is a time that two machines would have to agree on. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  /** When it was started, in clock ticks since its machine was: tells it from a later process with the same number. */
  readonly started: number
  /** Of the running kernel (random(4), boot_id), '' where it is not known. Containers on one kernel have the same. */
  readonly boot: string
  /** Of the process numbers (pid_namespaces(7)), '' where it is not known: numbers mean something within one alone. */
  readonly namespace: string
}

/** The machine that this agent runs on, as far as it must know of itself and its neighbours. */
export interface Machine {
  readonly self: ProcessIdentity
  /** Whether a process of this very kernel and namespace is alive. */
  lives(process: ProcessIdentity): boolean
}
