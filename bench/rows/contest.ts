import { createScope } from '../../test/chaos/scope.ts'
import { agent } from '../contestants/agent.ts'
import type { Task } from '../contestants/contestant.ts'
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
    await using scope = createScope()
    const dropbox = await openDropbox(scope)
    for (const { contestant, round } of alternate([agent, rcloneBest, rcloneDefaults, floor], bench.times)) {
      // The default flags take half an hour for it, which one time shows as well as five.
      if (contestant === rcloneDefaults && round > 0) continue
      const shape = { ...size, seed: seed++ }
      const account = await layOut(dropbox, shape)
      const measured = await contestant[direction]({ dropbox, account, settings, shape })
      const requests = Number(measured.figures['requests'])
      bench.note({ variant, contestant: contestant.name, round }, measured, {
        files: shape.files,
        requestsPerThousandFiles: (requests / shape.files) * 1000,
      })
    }
  }
}
