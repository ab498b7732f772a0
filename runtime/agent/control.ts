import type { Bandwidth, Hook } from '../box/configuration.ts'
import type { ProxyChoice } from '../cloud/proxy/choice.ts'
import type { NewFolders } from '../core/new-folders.ts'
import type { PathKey } from '../core/path.ts'
import type { Keep } from '../core/restored/keep.ts'
import type { Stakes } from '../core/restored/preview.ts'
import type { SelectionRule } from '../core/selection.ts'
import type { Triple } from '../core/tree.ts'
import type { Activity } from '../engine/activity.ts'
import type { LinkFacts } from '../engine/describe/link.ts'
import type { Left } from '../engine/left.ts'
import type { Pending } from '../engine/pending.ts'
import type { CloudMarkState } from '../engine/restored/cloud-mark.ts'
import type { RestoredReport } from '../engine/restored/restored.ts'
import type { SetApart } from '../engine/set-apart.ts'
import type { DiskShortage, Halt, Problem, RepositoryWarning, SyncStatus } from '../engine/status.ts'
import type { TrashReason } from '../local/trash/trash.ts'
import type { HistoryLine } from '../ports/store.ts'
import type { Choices, ChoicesWanted } from './choices/choices.ts'
import type { ConflictPair, KeepOfPair, Resolved, SeenPair } from './conflicts/pair.ts'
import type { FileStatus } from './file-status/file-status.ts'
import type { IndexReplaced } from './stored/replaced.ts'
import type { UnsentAtEnd } from './unsent-file.ts'

/** A mapped folder: `link` in the Dropbox folder points to `target`, whose content syncs as `/name`. */
export interface Mapping {
  readonly name: string
  readonly link: string
  readonly target: string
}

/** Everything `dropbox status --json` shows. */
export interface AgentReport {
  readonly version: string
  readonly pid: number
  /** ms since 1970. */
  readonly startedAt: number
  readonly account: { readonly name: string; readonly email: string } | undefined
  readonly folder: string
  /** The folder of Dropbox that is all this box sees of it; undefined for the whole Dropbox. */
  readonly remoteRoot: string | undefined
  readonly boxName: string
  readonly status: SyncStatus
  readonly files: number
  readonly bytes: number
  readonly problems: number
  /** Disks on which files wait for room. */
  readonly shortages: readonly DiskShortage[]
  readonly repositories: readonly RepositoryWarning[]
  readonly mappings: readonly Mapping[]
  /** Why changes on the box are only found by scanning, or undefined when watching is complete. */
  readonly watching: string | undefined
  /**
   * How often everything on the box is scanned though nothing asks for it, ms, and how many changes the last such scan found of which no event had told; undefined
   * without an agent.
   */
  readonly rescan: { readonly every: number; readonly missed: number } | undefined
  /** That the index was begun anew lately, or undefined. */
  readonly indexReplaced: IndexReplaced | undefined
  /** What an agent before this one had not sent when it ended, until everything is the same on both sides; or undefined. */
  readonly unsent: UnsentAtEnd | undefined
  readonly link: LinkFacts
  /** Why Dropbox's own command line does not reach this agent, or undefined when it does. */
  readonly commandSocket: string | undefined
  /** Whether a restore of the whole box can be recognised by its mark in Dropbox. */
  readonly cloudMark: CloudMarkState
  /** What was made at places that are kept away, and has another name since. */
  readonly setApart: readonly SetApart[]
  /** What is being made at such places now, and gets another name once programs have left it alone: paths in Dropbox, as people spell them. */
  readonly beingMade: readonly string[]
  /** What becomes of what appears in Dropbox where nobody has chosen anything. */
  readonly newFolders: NewFolders
  /** How fast content may go, KB (of 1,024 bytes) per second. */
  readonly bandwidth: Bandwidth
}

/** What the last listing knows to be in a folder of Dropbox; sizes are bytes of everything below. */
export interface RemoteItem {
  readonly path: string
  readonly kind: 'file' | 'folder'
  readonly files: number
  readonly bytes: number
  readonly wanted: boolean
}

/** What waits for a person's word, as it is shown to one before it happens: the halts that a word leaves, and every name. */
export interface Waiting extends Pending {
  readonly halts: readonly Halt[]
}

/** A file in the box's trash. */
export interface TrashItem {
  /** Where it was: its path in Dropbox, as people spelled it. */
  readonly path: string
  /** When it was put there, ms since 1970. */
  readonly at: number
  /** Undefined where nobody wrote it down. */
  readonly why: TrashReason | undefined
  /** Bytes. */
  readonly size: number
  /** Where it is on the box, absolute. */
  readonly file: string
}

/** What is to come out of the trash: the newest of each path, or everything, that is or lies below `path` (a path in Dropbox, spelled anyhow). */
export interface Restoring {
  readonly path: string
  readonly all: boolean
  /** Where it is to be instead of its own place: a path in Dropbox, in the same root. */
  readonly to: string | undefined
}

/**
 * What came out of the trash. `to` is where it is now: its own place, or one beside what stands there. Both are paths in Dropbox. Without
 * `wanted` it is at a place that is excluded from syncing.
 */
export interface RestoredItem {
  readonly path: string
  readonly to: string
  readonly wanted: boolean
}

/** What was thrown away of the trash, and what stayed because a program may be writing into it still. */
export interface Emptied {
  readonly files: number
  /** Bytes. */
  readonly bytes: number
  readonly kept: number
}

/** What the three trees hold directly in a folder. */
export interface TreesPart {
  readonly folder: PathKey
  readonly entries: readonly (readonly [PathKey, Triple])[]
}

/** The trees as far as one answer tells of them; `cursor` is up to where the Remote tree knows Dropbox, undefined before its first listing. */
export interface Trees {
  readonly cursor: string | undefined
  readonly parts: readonly TreesPart[]
}

/**
 * What commands may ask of the agent. With an agent running it is its control socket; without one the same questions are
 * answered from the store directly, under the agent's lock; then `select` holds for the agent's next start, `rescan`, `notify`, `throttle` and `proxy` have
 * nothing to do, and `activity`, `look`, `left`, `fileStatuses`, `approve`, `restored` and `keep` throw AgentError `not-running`. Every method throws AgentError, `not-responding` when the agent hangs, and, of what only goes on
 * while it does not stand still, `paused`.
 */
export interface Control extends AsyncDisposable {
  report(): Promise<AgentReport>
  problems(): Promise<readonly Problem[]>
  /** What was synced, the newest first, and nothing with a number up to `after`. */
  history(limit: number, after?: number): Promise<readonly HistoryLine[]>
  /** What is under way, `most` of it by name. */
  activity(most: number): Promise<Activity>
  selection(): Promise<readonly SelectionRule[]>
  /**
   * Changes the rules as `before`, which `selection` gave, was changed into `rules`, whatever has come to them since (see `changing` in core). Excluded
   * folders leave the box (unsynced files in them stay), included ones come down.
   */
  select(rules: readonly SelectionRule[], before: readonly SelectionRule[]): Promise<void>
  /** Chooses what becomes of what appears in Dropbox later; what is known by now stays as it is. */
  newFolders(policy: NewFolders): Promise<void>
  /** What syncs, as a tree with sizes and states. */
  choices(wanted: ChoicesWanted): Promise<Choices>
  /** How files and folders of the box stand; `paths` are absolute. */
  fileStatuses(paths: readonly string[]): Promise<readonly FileStatus[]>
  /** What is in a folder of Dropbox, from the last listing. */
  remote(path: string): Promise<readonly RemoteItem[]>
  /** What is told of conflicts, halts and problems from now on; until the agent ends. */
  notify(hooks: readonly Hook[]): Promise<void>
  /** How fast content goes from now on, what is on its way too; until the agent ends. */
  throttle(bandwidth: Bandwidth): Promise<void>
  /** Lets the agent stand still until `until` (ms since 1970), or until `resume`; resolves when it does. Without an agent it holds for the next one. */
  pause(until: number | undefined): Promise<void>
  /** Ends a pause; gives whether there was one. */
  resume(): Promise<boolean>
  /** How Dropbox is reached from now on, what is on its way too; until the agent ends. */
  proxy(choice: ProxyChoice): Promise<void>
  /** Scans everything now; waits no longer than some seconds for a Dropbox that cannot be reached. */
  rescan(): Promise<void>
  /** Asks for a look at everything on both sides; gives its number, for `left`. */
  look(): Promise<number>
  /** What keeps paths (keys; `''` for everything) from being the same on both sides once that look was taken; names `most` of them. */
  left(look: number, paths: readonly PathKey[], most: number): Promise<Left>
  /** What waits for a person; nothing while no agent runs. */
  waiting(): Promise<Waiting>
  /**
   * Leaves the halts that `shown`, as `waiting` gave it, names, and lets what it lists happen. Throws AgentError `more-deletions`, and lets nothing
   * happen, when more deletions or other halts have come since. New files that have come since go on waiting.
   */
  approve(shown: Waiting): Promise<void>
  /** What the three trees hold in the first of these folders: as many as fit one answer, one at least. */
  trees(folders: readonly PathKey[]): Promise<Trees>
  /** The trash of the Dropbox folder and of every linked folder, the newest first. */
  trash(): Promise<readonly TrashItem[]>
  /** Takes files out of the trash, over nothing; they sync as new ones. Empty when the trash holds no such path. */
  restore(wanted: Restoring): Promise<readonly RestoredItem[]>
  /** Throws away for good what was put into the trash before `before` (ms since 1970; undefined: all that has settled). */
  emptyTrash(before: number | undefined): Promise<Emptied>
  /** Every conflict copy that syncs, with its original; see `Conflicts`. */
  conflicts(show: boolean): Promise<readonly ConflictPair[]>
  /** Keeps one of a pair, or both; see `Conflicts`. */
  resolve(keep: KeepOfPair, seen: SeenPair): Promise<Resolved>
  /** What was restored to an older state and waits for a choice, with what each choice would do, after a fresh look; undefined when nothing was. Throws AgentError `offline` when Dropbox cannot be reached, as `keep` does, with nothing chosen. */
  restored(): Promise<RestoredReport | undefined>
  /**
   * Chooses what to keep, if `shown`, as `restored` gave it, names everything that is at stake. Throws AgentError `more-at-stake`, and changes
   * nothing, when more has come since, and `nothing-restored` when there is nothing to choose any more.
   */
  keep(keep: Keep, shown: Stakes): Promise<void>
  /** May be called twice. */
  close(): Promise<void>
}
