import { createLeases, type InUse, leaseTime } from '../../engine/leases.ts'
import { readLease } from '../../local/lease/lease-file.ts'
import { cacheFolderOf, makeFolderOfOurs } from '../../local/roots/cache-folder.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Files } from '../../ports/files.ts'
import type { Machine } from '../../ports/machine.ts'
import type { Random } from '../../ports/random.ts'

/** What a lease is kept with. */
export interface LeaseWorld {
  readonly files: Files
  readonly clock: Clock
  readonly random: Random
  readonly machine: Machine
}

/** The right to work on a state folder that other machines may have, too. */
export interface HomeLease {
  /** Aborted when somebody else has taken it over: this machine was out of reach for too long. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** ms after which the lease of a holder that does not live is surely taken. */
export const longestHomeWait = leaseTime + 5_000
const lookEvery = 1_000

/**
 * Takes the lease of a state folder, where a lock of the system may not reach the other machines that have the folder: on NFS, SMB, 9p, virtiofs,
 * FUSE. Undefined on a file system of this machine alone, where nothing is written: there the lock is enough. One whose holder shows that it lives
 * is given up at once, any other after `patience` ms. Throws DiskError.
 */
export async function takeHomeLease(
  world: LeaseWorld,
  folder: string,
  patience: number,
): Promise<HomeLease | InUse | undefined> {
  const { files, clock } = world
  if (!(await files.space(folder)).shared) return undefined
  await makeFolderOfOurs(files, cacheFolderOf(folder).folder)
  const leases = createLeases({
    ...world,
    pastLives: { begin: () => undefined, includes: () => false },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const began = clock.monotonic()
  for (let seen: string | undefined; ; await clock.sleep(lookEvery)) {
    const taken = await leases.take(folder)
    if (typeof taken === 'string') break
    const text = (await readLease(files, folder))?.text
    const lives = seen !== undefined && text !== undefined && text !== seen
    if (lives || clock.monotonic() - began >= patience) return taken
    seen = text
  }
  const lost = new AbortController()
  const ending = new AbortController()
  const beating = leases.run(ending.signal, () => {
    // A disk that gives no answer now has not given the lease to anybody else.
    if (!leases.has(folder)) lost.abort()
  })
  return {
    lost: lost.signal,
    async release() {
      ending.abort()
      await beating
      await leases.release()
    },
  }
}
