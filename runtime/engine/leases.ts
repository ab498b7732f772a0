import { judgeLease, type Lease, type LeaseHolder, type LeaseState } from '../core/safety/lease.ts'
import { cleanLeases, type LeaseText, readLease, renewLease, takeLease } from '../local/lease/lease-file.ts'
import type { Clock } from '../ports/clock.ts'
import { type Files, isDiskError } from '../ports/files.ts'
import type { Machine } from '../ports/machine.ts'
import type { Random } from '../ports/random.ts'
import type { Log } from './log.ts'
import type { PastLives } from './past-lives.ts'

/** How long the beat of a holder must stand still, by the clock of the one that watches, before it counts as gone; ms. */
export const leaseTime = 30_000
/** How often a holder shows that it lives. */
const beatEvery = 5_000
/** So long after a beat nobody else can have taken over, whatever clocks and timers do. */
const sureFor = 10_000

/** Another agent works in a root. `holder` is undefined when its lease cannot be understood. */
export interface InUse {
  readonly holder: LeaseHolder | undefined
}

/** Keeps to itself the roots that this agent writes in, one lease file in each; of several agents one at a time works in a root. */
export interface Leases {
  /** The other agent that holds a root, or undefined. Writes nothing. Throws DiskError. */
  other(root: string): Promise<InUse | undefined>
  /** Whether a root was this agent's when that was last looked at. */
  has(root: string): boolean
  /**
   * Takes the lease of a root, unless another agent holds it: `taken` just now, or `held` since before. The root's cache folder must exist.
   * Throws DiskError.
   */
  take(root: string): Promise<'taken' | 'held' | InUse>
  /** Whether a root is surely this agent's to write in at this moment. Touches the disk only when the last beat is too long ago. */
  holds(root: string): Promise<boolean>
  /** The same, asked of the disk in any case. */
  standsFirm(root: string): Promise<boolean>
  /** Gives a root back, or all of them. Never throws for the disk. */
  release(root?: string): Promise<void>
  /** Shows that this agent lives, until `signal` is aborted; `lost` is told when a root is another agent's. */
  run(signal: AbortSignal, lost: () => void): Promise<void>
}

interface Held {
  readonly lease: Lease
  readonly shared: boolean
  /** When the lease was last seen to be ours, by both clocks of this machine. */
  readonly monotonic: number
  readonly wall: number
}

export function createLeases(parts: {
  readonly files: Files
  readonly clock: Clock
  readonly random: Random
  readonly machine: Machine
  readonly pastLives: PastLives
  readonly log: Log
}): Leases {
  const { files, clock, random, machine, pastLives, log } = parts
  const token = random.identity()
  const held = new Map<string, Held>()
  /** What was last read in the leases. */
  const read = new Map<string, LeaseText>()
  /** What was seen in the leases of others, and since when it is the same; monotonic ms. */
  const watched = new Map<string, { readonly text: string; readonly since: number }>()

  /** Takes the time before the disk is asked: what is seen is at least as fresh. */
  const instant = (): Pick<Held, 'monotonic' | 'wall'> => ({
    monotonic: clock.monotonic(),
    wall: clock.now(),
  })

  const judge = async (root: string, standing: LeaseText): Promise<LeaseState> => {
    if (standing.lease?.token === token) return 'mine'
    const shared = await isShared(root)
    const state = judgeLease(standing.lease, {
      ...{ ...machine.self, token, shared, lives: machine.lives },
      outlived: (lease) => pastLives.includes(lease.token),
    })
    if (state !== 'watch') {
      watched.delete(root)
      return state
    }
    const before = watched.get(root)
    const now = clock.monotonic()
    if (before?.text !== standing.text) watched.set(root, { text: standing.text, since: now })
    return before?.text === standing.text && now - before.since >= leaseTime ? 'free' : 'watch'
  }

  const isShared = async (root: string): Promise<boolean> => (await files.space(root)).shared

  const look = async (
    root: string,
  ): Promise<{ readonly standing: LeaseText | undefined; readonly state: LeaseState }> => {
    const standing = await readLease(files, root, read.get(root))
    if (standing === undefined) read.delete(root)
    else read.set(root, standing)
    return { standing, state: standing === undefined ? 'free' : await judge(root, standing) }
  }

  const leaseNow = (): Lease => {
    const { host, pid, started, boot, namespace } = machine.self
    return { token, host, pid, started, boot, namespace, since: clock.now(), beat: 0, released: false }
  }

  /** One more beat. A disk that is full does not take the lease away: it is ours as long as our name is read in it. */
  const beat = async (root: string, own: Held): Promise<boolean> => {
    const at = instant()
    const lease = { ...own.lease, beat: own.lease.beat + 1 }
    try {
      if (await renewLease(files, root, lease, own.shared)) {
        if (held.get(root) === own) held.set(root, { ...own, lease, ...at })
        return true
      }
    } catch (error) {
      if (!isDiskError(error)) throw error
      log.warn('lease', { root, code: error.code, detail: error.message })
      if (!isDiskError(error, 'no-space')) return false
      return (await readLease(files, root))?.lease?.token === token
    }
    if (held.get(root) === own) held.delete(root)
    log.warn('lease-lost', { root })
    return false
  }

  const isSure = ({ monotonic, wall }: Held): boolean => {
    const passed = clock.now() - wall
    // A machine that was suspended may have stopped the one clock, but not the other.
    return clock.monotonic() - monotonic < sureFor && passed < sureFor && passed > -sureFor
  }

  const standsFirm = async (root: string): Promise<boolean> => {
    const own = held.get(root)
    if (own === undefined) return false
    try {
      return await beat(root, own)
    } catch (error) {
      if (!isDiskError(error)) throw error
      return false
    }
  }

  const releaseOne = async (root: string): Promise<void> => {
    const own = held.get(root)
    held.delete(root)
    watched.delete(root)
    read.delete(root)
    if (own === undefined) return
    try {
      await renewLease(files, root, { ...own.lease, released: true }, own.shared)
    } catch (error) {
      if (!isDiskError(error)) throw error
      log.warn('lease', { root, code: error.code, detail: error.message })
    }
  }

  return {
    async other(root) {
      const { standing, state } = await look(root)
      if (state !== 'mine') held.delete(root)
      return state === 'held' || state === 'watch' ? { holder: standing?.lease } : undefined
    },
    has: (root) => held.has(root),
    async take(root) {
      const at = instant()
      const { standing, state } = await look(root)
      if (state === 'held' || state === 'watch') {
        held.delete(root)
        return { holder: standing?.lease }
      }
      if (state === 'mine' && held.has(root)) return 'held'
      held.delete(root)
      // Before the lease tells of this life: a later one is to know it.
      pastLives.begin(token)
      const lease = state === 'mine' ? (standing?.lease ?? leaseNow()) : leaseNow()
      if (state === 'free' && !(await takeLease(files, root, lease, standing))) {
        return { holder: (await readLease(files, root))?.lease }
      }
      watched.delete(root)
      held.set(root, { lease, shared: await isShared(root), ...at })
      await cleanLeases(files, root)
      return 'taken'
    },
    async holds(root) {
      const own = held.get(root)
      return own !== undefined && (isSure(own) || (await standsFirm(root)))
    },
    standsFirm,
    async release(root) {
      for (const each of root === undefined ? [...held.keys()] : [root]) await releaseOne(each)
    },
    async run(signal, lost) {
      while (!signal.aborted) {
        await clock.sleep(beatEvery, signal)
        if (signal.aborted) return
        for (const root of [...held.keys()]) if (!(await standsFirm(root))) lost()
      }
    },
  }
}
