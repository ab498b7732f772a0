import type { Operation } from '../core/plan/operation.ts'
import { admit, type Incoming } from '../core/safety/disk-room.ts'
import { stagedPath } from '../local/staging/stage.ts'
import { type Files, isDiskError } from '../ports/files.ts'
import type { KnownRoot } from '../ports/store.ts'
import type { Flights } from './flights.ts'
import type { Places } from './places.ts'
import type { Progress } from './progress.ts'
import type { DiskShortage } from './status.ts'

type Download = Extract<Operation, { kind: 'download' }>

/** Holds back what would fill a disk. Everything else goes on: uploads and deletions need no room. */
export interface DiskRoom {
  /** The operations without the downloads for which there is no room now. */
  review(operations: readonly Operation[]): Promise<readonly Operation[]>
  /** The disks on which files wait for room. */
  shortages(): readonly DiskShortage[]
  /** ms until it is to be looked again, or undefined when nothing waits: nobody tells when somebody frees some space. */
  wait(): number | undefined
}

/** So many files that wait are told by name. */
const mostExamples = 100
/** ms. */
const nextLook = 10_000

export function createDiskRoom(parts: {
  readonly files: Files
  readonly places: Places
  readonly flights: Pick<Flights, 'at'>
  readonly progress: Pick<Progress, 'left'>
}): DiskRoom {
  const { files, places, flights, progress } = parts
  let shortages: readonly DiskShortage[] = []

  /** What a download still needs; what an earlier try left is there already. */
  const needOf = async ({ path, remote }: Download, root: KnownRoot, free: number): Promise<number> => {
    const flight = flights.at(path)
    if (flight !== undefined) return progress.left(flight.operation)
    if (remote.size <= free) return remote.size
    const staged = await files.lstat(stagedPath(root.target, remote))
    return remote.size - Math.min(remote.size, staged?.size ?? 0)
  }

  const reviewDisk = async (
    root: KnownRoot,
    downloads: readonly (readonly [Download, KnownRoot])[],
  ): Promise<readonly Download[]> => {
    const { total, available } = await files.space(root.target)
    const incoming: Incoming<Download>[] = []
    // What is under way comes first: it has begun to fill its room.
    const begun = ([{ path }]: readonly [Download, KnownRoot]): boolean => flights.at(path) !== undefined
    for (const [item, own] of [...downloads.filter(begun), ...downloads.filter((each) => !begun(each))])
      incoming.push({ item, bytes: await needOf(item, own, available) })
    const { waiting } = admit(incoming, { total, available })
    if (waiting.length > 0) {
      const bytes = waiting.reduce((sum, each) => sum + each.bytes, 0)
      const shortage = { reason: 'disk-nearly-full', target: root.target, total, available } as const
      const examples = waiting.slice(0, mostExamples).map(({ item }) => item.display)
      shortages = [...shortages, { ...shortage, files: waiting.length, bytes, examples }]
    }
    return waiting.map(({ item }) => item)
  }

  return {
    async review(operations) {
      shortages = []
      const disks = new Map<number, (readonly [Download, KnownRoot])[]>()
      for (const operation of operations) {
        if (operation.kind !== 'download') continue
        const root = places.rootOf(operation.path)
        if (root === undefined) continue
        const known = disks.get(root.device)
        if (known === undefined) disks.set(root.device, [[operation, root]])
        else known.push([operation, root])
      }
      const held = new Set<Operation>()
      for (const downloads of disks.values()) {
        const root = downloads[0]?.[1]
        if (root === undefined) continue
        try {
          for (const download of await reviewDisk(root, downloads)) held.add(download)
        } catch (error) {
          // A disk that does not say how full it is: each download asks it again, and tells what it answers.
          if (!isDiskError(error)) throw error
        }
      }
      return held.size === 0 ? operations : operations.filter((operation) => !held.has(operation))
    },
    shortages: () => shortages,
    wait: () => (shortages.length > 0 ? nextLook : undefined),
  }
}
