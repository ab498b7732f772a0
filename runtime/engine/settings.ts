import { type BulkLimits, usualBulk } from '../core/bulk-downloads.ts'
import { unaskedNewFiles } from '../core/safety/too-many-files.ts'
import type { TrashLimits } from '../core/safety/trash-rules.ts'

/** What the engine is told about its box and its person. Durations are ms. */
export interface EngineSettings {
  /** The Dropbox folder, absolute and resolved. */
  readonly folder: string
  /** The folder of Dropbox that is all there is, as it is set now; '' for the whole Dropbox. */
  readonly remoteRoot: string
  /** The version of this program: what another one has looked at is looked at anew. */
  readonly program: string
  /** Names conflict copies. */
  readonly boxName: string
  /** Folders that may not be inside a synced tree: the agent's own. Absolute. */
  readonly forbidden: readonly string[]
  readonly home: string
  /**
   * Names the lock of this home that the agent holds, where the system's word that nobody else has it holds good: undefined when the home's state
   * lies on a file system that other machines have too.
   */
  readonly homeLock: string | undefined
  /** Whether the internals of repositories sync. */
  readonly repositories: 'warn-and-skip' | 'sync'
  /** The text of the ignore rules that hold before any of the person's own. */
  readonly defaultIgnoreRules: string
  /** How long after a scan everything is scanned again, whatever the watcher said. */
  readonly rescanEvery: number
  /** The same, at most, while nothing syncs and every change is told: the longer a scan takes, the less often it is worth it. */
  readonly rescanAtLeast: number
  /** Whether both follow what scans find: shorter where changes came of which no event told, longer where none did. */
  readonly rescanAdapts: boolean
  /** How long nothing asks Dropbox whose account it is while nothing is wrong. */
  readonly accountEvery: number
  /** How long deletions that the first scan after a start sees must last before they count. */
  readonly secondLook: number
  /** How long no further deletion must have turned up on the box before those that did go to Dropbox. */
  readonly deletionLull: number
  /** How long programs must have left alone what they made at an excluded place before it gets a name of its own. */
  readonly apartLull: number
  /** For so long that is waited for in silence; from then on a person is told, and it is waited for all the same. */
  readonly apartPatience: number
  /** How long a root keeps its marker while things sync; what was restored from before the last change of it is found out. */
  readonly markEvery: number
  /** Whether the box leaves a mark in Dropbox, at most once in `markEvery`, by which it notices that all of it was restored or copied. */
  readonly markInDropbox: boolean
  /** How long the box must be quiet after a hint before it is looked at. */
  readonly quiet: number
  /** How long a large file must not have been written to before it is read. */
  readonly stillness: number
  /** Larger files, in bytes, are read beside the looks at the box, which do not wait for them. */
  readonly readAtOnce: number
  /** How many new files one plan may send to Dropbox unasked, beside those that are there when a folder is linked. */
  readonly newFiles: number
  /**
   * Of so many paths is written down at once what both sides agree on. Whoever asks the agent something waits no longer than that takes; but each time
   * most pages of the store's indexes are written anew, as ids and hashes are in no order.
   */
  readonly agreeAtOnce: number
  /** How many downloads run at once. */
  readonly downloads: number
  /** When a folder comes down in one piece. */
  readonly bulk: BulkLimits
  /** How long and how much the trash of each root is kept; never more than a tenth of its disk. */
  readonly trash: TrashLimits
}

export const usualSettings = {
  program: '',
  remoteRoot: '',
  homeLock: undefined,
  repositories: 'warn-and-skip',
  rescanEvery: 5 * 60_000,
  rescanAtLeast: 30 * 60_000,
  rescanAdapts: true,
  accountEvery: 30 * 60_000,
  secondLook: 10_000,
  deletionLull: 200,
  apartLull: 10_000,
  apartPatience: 5 * 60_000,
  markEvery: 10 * 60_000,
  markInDropbox: true,
  quiet: 60,
  stillness: 2_000,
  readAtOnce: 256 * 1024 ** 2,
  newFiles: unaskedNewFiles,
  agreeAtOnce: 8_000,
  downloads: 24,
  bulk: usualBulk,
  trash: { keep: 7 * 24 * 3_600_000, bytes: 1024 ** 3 },
} as const satisfies Partial<EngineSettings>
