import type { Account, BenchDropbox } from '../stage/dropbox.ts'
import type { Measured } from '../stage/measure.ts'
import type { DropboxSettings } from '../stage/settings.ts'
import type { TreeShape } from '../stage/tree.ts'

/** Where a tree is to be brought to or from. */
export interface Task {
  readonly dropbox: BenchDropbox
  /** Empty for `up`; holds the tree for `down`. */
  readonly account: Account
  readonly settings: DropboxSettings
  readonly shape: TreeShape
}

/** A program that brings trees to Dropbox and back. Each call lays everything out, measures, and verifies what came of it. */
export interface Contestant {
  readonly name: string
  up(task: Task): Promise<Measured>
  down(task: Task): Promise<Measured>
}
