import type { DisplayPath, PathKey } from '../core/path.ts'
import type { Keep } from '../core/restored/keep.ts'
import type { Stakes } from '../core/restored/preview.ts'
import type { SelectionRule } from '../core/selection.ts'
import type { Clock } from '../ports/clock.ts'
import type { Account, Cloud } from '../ports/cloud.ts'
import type { Files } from '../ports/files.ts'
import type { FolderLooks } from '../ports/folder-looks.ts'
import type { Machine } from '../ports/machine.ts'
import type { NewFileWriter } from '../ports/new-files.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import type { Watch } from '../ports/watch.ts'
import type { Activity } from './activity.ts'
import type { Left } from './left.ts'
import type { Log } from './log.ts'
import type { Approval, Pending } from './pending.ts'
import type { CloudMarkState } from './restored/cloud-mark.ts'
import type { ChoiceResult, RestoredReport } from './restored/restored.ts'
import type { EngineSettings } from './settings.ts'
import type { DiskShortage, Problem, RepositoryWarning, SyncStatus } from './status.ts'

/** Everything that the engine needs of the world. */
export interface EngineParts {
  readonly store: Store
  readonly cloud: Cloud
  readonly files: Files
  /** Writes small files that came together; without it the calls of `files` do. */
  readonly newFiles?: NewFileWriter
  /** Looks at folders beside the scans of everything; without it they look at each themselves. */
  readonly folderLooks?: FolderLooks
  readonly watch: Watch
  readonly clock: Clock
  readonly random: Random
  readonly machine: Machine
  readonly settings: EngineSettings
  readonly log: Log
}

/** Makes the three trees equal, and keeps them so. */
export interface Engine {
  /**
   * Runs until `signal` is aborted; then ends transfers, leaves nothing half recorded, and resolves. What goes wrong is told by
   * `status` and tried again.
   */
  run(signal: AbortSignal): Promise<void>
  /**
   * To be called before `run` is to end: sends what changed on the box and is small, the smallest files first, and begins nothing else. Resolves when
   * that is done or cannot be, after `within` ms at most. What is left of them, `run` looks at the box once more, so that what was not sent is known.
   */
  finish(within: number): Promise<void>
  /** Once `run` has ended: whether something may have changed on the box that there was no time to look at, so that the trees do not tell of it. */
  unlooked(): boolean
  status(): SyncStatus
  problems(): readonly Problem[]
  /** Disks on which files wait for room. */
  shortages(): readonly DiskShortage[]
  /** What is being made at excluded places, and gets a name of its own once programs have left it alone. */
  beingMade(): readonly DisplayPath[]
  repositories(): readonly RepositoryWarning[]
  /** Mapped folders: path in Dropbox and absolute target. */
  mappings(): readonly { readonly path: PathKey; readonly target: string }[]
  /** Why not every change on the box is seen at once, or undefined. */
  watching(): string | undefined
  /** How often everything is scanned though nothing asks for it, ms, and how many changes the last such scan found of which no event had told. */
  rescanPeriod(): { readonly every: number; readonly missed: number }
  /** Whose Dropbox it is, once that was asked. */
  account(): Account | undefined
  /** What waits for a person, by name; empty unless the engine is halted for that. */
  pending(): Pending
  /** Stands still until `until` (ms since 1970), or until `resume`: resolves when nothing is under way any more, or the engine ends. It outlives the engine. */
  pause(until: number | undefined): Promise<void>
  /** Ends a pause, if there is one. */
  resume(): void
  /** What is under way, `most` of it by name. */
  activity(most: number): Activity
  /**
   * Looks at everything again, unless it is paused; resolves when that cycle is over, or Dropbox has been out of reach for some seconds. Rejects with
   * CloudError `aborted` when the engine ends before.
   */
  rescan(): Promise<void>
  /** Asks for a look at everything on both sides, beside what failed and waits to be tried again; gives the number of that look. */
  look(): number
  /** What keeps paths (keys; `''` for everything) from being the same on both sides once that look was taken; names `most` of them. */
  left(look: number, paths: readonly PathKey[], most: number): Left
  /** Whether ignore rules keep a path out. */
  ignored(path: PathKey, isFolder: boolean): boolean
  select(rules: readonly SelectionRule[]): void
  /** Leaves every halt that can be left so (`isApprovable`): lets the deletions that wait happen, and starts halted roots anew as a union of both sides. With `shown` only what is named there. */
  approve(shown?: Approval): Promise<void>
  /** What was restored to an older state and waits for a choice (see `Restoring`). Rejects with CloudError `aborted` while it is paused and when it ends, as `keep` does. */
  restored(): Promise<RestoredReport | undefined>
  keep(keep: Keep, shown: Stakes): Promise<ChoiceResult>
  /** Whether a restore of the whole box can be recognised. */
  cloudMark(): CloudMarkState
  /** Whether a copy of this box was seen at work in this life. */
  copied(): boolean
  /** Tells of every change of the status; the result ends it. */
  listen(changed: (status: SyncStatus) => void): () => void
}
