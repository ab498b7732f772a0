import { createScope } from '../../test/chaos/scope.ts'
import { agent } from '../contestants/agent.ts'
import type { Contestant, Task } from '../contestants/contestant.ts'
import { floor } from '../contestants/floor/floor.ts'
import { rcloneBest, rcloneDefaults } from '../contestants/rclone.ts'
import type { Bench } from '../row.ts'
import { alternate } from '../stage/alternate.ts'
import { type BenchDropbox, openDropbox } from '../stage/dropbox.ts'
import type { DropboxSettings } from '../stage/settings.ts'
import type { TreeShape } from '../stage/tree.ts'

export interface Variant {
  readonly variant: string
  readonly settings: DropboxSettings
}

/** Somebody in a contest. */
interface Entrant {
  readonly contestant: Contestant
  /** As which it is shown. */
  readonly name: string
  /** How often it runs at the most. */
  readonly rounds: number
  /** It brings only one file in so many. */
  readonly part: number
}

/** With its default flags rclone takes 23 minutes for 10,000 files when commits are slow, which nobody has to wait for five times. */
const entrants: readonly Entrant[] = [
  ...[agent, rcloneBest, floor].map((contestant) => ({
    ...{ contestant, name: contestant.name, rounds: Number.POSITIVE_INFINITY, part: 1 },
  })),
  {
    ...{ contestant: rcloneDefaults, name: `${rcloneDefaults.name}, only a tenth of the files` },
    ...{ rounds: 1, part: 10 },
  },
]

/** Lets everybody bring a tree to Dropbox, or fetch it, by turns, with other bytes and an account of their own each time. */
export async function contest(
  bench: Bench,
  direction: 'up' | 'down',
  variants: readonly Variant[],
  size: Omit<TreeShape, 'seed'>,
  layOut: (dropbox: BenchDropbox, shape: TreeShape) => Promise<Task['account']>,
): Promise<void> {
  let seed = bench.seed
  for (const { variant, settings } of variants) {
    if (!bench.wants(variant)) continue
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    for (const { contestant: entrant, round } of alternate(entrants, bench.times)) {
      const { contestant, name, rounds, part } = entrant
      if (round >= rounds) continue
      const files = Math.ceil(size.files / part)
      const shape = { ...size, files, folders: Math.ceil(size.folders / part), seed: seed++ }
      const account = await layOut(dropbox, shape)
      const measured = await contestant[direction]({ dropbox, account, settings, shape })
      const requests = Number(measured.figures['requests'])
      bench.note({ variant, contestant: name, round }, measured, {
        files,
        requestsPerThousandFiles: (requests / files) * 1000,
      })
    }
  }
}
