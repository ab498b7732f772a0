/** Who holds a lease, for people. `since` is ms since 1970 on the holder's own clock. */
export interface LeaseHolder {
  readonly host: string
  readonly pid: number
  readonly since: number
}

/** The right to be the only agent that writes in a root, as its file tells. */
export interface Lease extends LeaseHolder {
  /** Of one life of an agent and no other. */
  readonly token: string
  /** See `ProcessIdentity`. */
  readonly started: number
  readonly boot: string
  readonly namespace: string
  /** Counted up by the holder as long as it lives. */
  readonly beat: number
  /** Given back: nobody holds it. */
  readonly released: boolean
}

/** Who asks for a lease, and what it can know of others. */
export interface Contender {
  readonly token: string
  readonly pid: number
  readonly started: number
  readonly boot: string
  readonly namespace: string
  /** Whether the file system may be mounted by another kernel at the same time. */
  readonly shared: boolean
  /** Whether the holder is a living process; asked only of one whose number means something here. */
  readonly lives: (lease: Lease) => boolean
  /** Whether the holder was an agent of this very home, whose lock the one who asks holds now: two never have it at once. */
  readonly outlived: (lease: Lease) => boolean
}

/**
 * What a lease means to one who asks for it.
 * `mine`: held by the one who asks. `free`: its holder has given it back or is surely no more. `held`: its holder is alive.
 * `watch`: nobody can tell but by watching whether its beat goes on.
 */
export type LeaseState = 'mine' | 'free' | 'held' | 'watch'

/**
 * Judges a lease without comparing the clocks of two machines. A local file system is mounted by one kernel at a time, so that a holder under
 * another one is no more: a box that was started again does not wait. Nor does a container that was: under the same kernel its processes have other
 * numbers, but the lock of its home tells. `undefined` is a lease that cannot be understood.
 */
export function judgeLease(lease: Lease | undefined, contender: Contender): LeaseState {
  if (lease === undefined) return 'watch'
  if (lease.token === contender.token) return 'mine'
  if (lease.released) return 'free'
  if (lease.boot === '' || contender.boot === '') return 'watch'
  if (lease.boot !== contender.boot) return contender.shared ? 'watch' : 'free'
  if (lease.namespace === '' || lease.namespace !== contender.namespace)
    return contender.outlived(lease) ? 'free' : 'watch'
  // A process has one agent at a time: an earlier one in it has ended.
  if (lease.pid === contender.pid && lease.started === contender.started) return 'free'
  return contender.lives(lease) ? 'held' : 'free'
}
