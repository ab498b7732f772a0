import { reserveOf } from '../core/safety/disk-room.ts'
import {
  type Aging,
  isSettling,
  mayGo,
  outdatedOrTooMuch,
  type TrashLimits,
  writtenSince,
} from '../core/safety/trash-rules.ts'
import { emptyBins, type Thrown } from '../local/trash/empty-trash.ts'
import { type Bin, filesIn, listBins, reasonOf } from '../local/trash/list-trash.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import type { Store } from '../ports/store.ts'

/** Keeps the trash of each root within its limits. */
export interface TrashKeeper {
  /** Throws away of a root's trash what the rules no longer keep (`core/safety/trash-rules.ts`). Throws DiskError. */
  tend(root: string): Promise<Thrown>
}

/** The largest share of a disk that the trash of one root may take. */
const largestShare = 0.1

/** What is remembered from one life of the agent to the next: for how many ms it ran, and of each bin, when in that time it was first seen. */
interface Memory {
  readonly ran: number
  readonly bins: Readonly<Record<string, number>>
}

/** Of a bin. */
interface Facts extends Pick<Aging, 'precious'> {
  readonly bytes: number
}

export function createTrashKeeper(parts: {
  readonly store: Pick<Store, 'value' | 'setValue'>
  readonly files: Files
  readonly clock: Clock
  readonly limits: TrashLimits
}): TrashKeeper {
  const { store, files, clock, limits } = parts
  const started = clock.monotonic()
  const ranBefore = new Map<string, number>()
  /** Of bins that take nothing in any more. */
  const facts = new Map<string, Facts>()

  const remember = (root: string, bins: readonly Bin[]): Memory => {
    const memory: Memory = JSON.parse(store.value(nameOf(root)) ?? '{"ran":0,"bins":{}}')
    const before = ranBefore.get(root) ?? memory.ran
    ranBefore.set(root, before)
    const ran = before + (clock.monotonic() - started)
    const seen = Object.fromEntries(bins.map(({ folder }) => [folder, memory.bins[folder] ?? ran]))
    // Without trash there is nothing to remember, and nothing is written at every look.
    if (bins.length > 0) store.setValue(nameOf(root), JSON.stringify({ ran, bins: seen } satisfies Memory))
    else if (Object.keys(memory.bins).length > 0) store.setValue(nameOf(root), undefined)
    return { ran, bins: seen }
  }

  const factsOf = async (bin: Bin, now: number): Promise<Facts> => {
    const known = facts.get(bin.folder)
    if (known !== undefined) return known
    const bytes = (await filesIn(files, bin)).reduce((sum, { size }) => sum + size, 0)
    const why = await reasonOf(files, bin.folder)
    const found = { bytes, precious: why === undefined || why === 'recovered' || why === 'resolved' }
    if (!isSettling(bin.at, now)) facts.set(bin.folder, found)
    return found
  }

  return {
    async tend(root) {
      const found = await listBins(files, root)
      const { ran, bins: seen } = remember(root, found)
      const known = found.map((bin) => ({ ...bin, known: ran - (seen[bin.folder] ?? ran) }))
      // What is in it need not be looked at for that: it may be very much.
      if (!known.some(mayGo)) return { files: 0, bytes: 0 }
      const now = clock.now()
      const bins: (Bin & Aging & Facts)[] = []
      for (const bin of known) bins.push({ ...bin, ...(await factsOf(bin, now)) })
      const { total, available } = await files.space(root)
      const chosen = outdatedOrTooMuch(
        { bins, now, shortage: Math.max(0, reserveOf(total) - available) },
        { ...limits, bytes: Math.min(limits.bytes, total * largestShare) },
      )
      for (const { folder } of chosen) facts.delete(folder)
      // What a program went on writing after it was taken away is nowhere else: it is kept for the whole time from then on.
      return emptyBins(files, chosen, ({ at }, { modified }) => {
        const written = writtenSince(at, modified, now)
        return written !== undefined && now - written < limits.keep
      })
    },
  }
}

function nameOf(root: string): string {
  return `trash ${root}`
}
