import type { PathKey } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import type { FolderFlush } from '../../local/swap/flush.ts'
import type { KeptFile, Trash, TrashReason } from '../../local/trash/trash.ts'
import type { OpenParents } from '../../local/upload/open-parents.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cloud, Refusal } from '../../ports/cloud.ts'
import { type DiskError, type Files, isDiskError } from '../../ports/files.ts'
import type { NewFileWriter } from '../../ports/new-files.ts'
import type { KnownRoot, Store } from '../../ports/store.ts'
import type { Attention } from '../attention.ts'
import type { BlockSums } from '../block-sums.ts'
import type { CommitsUnderWay } from '../commits-under-way.ts'
import type { HotFiles } from '../hot-files.ts'
import type { LargeFolders } from '../large-folders.ts'
import type { Log } from '../log.ts'
import type { Landings } from '../observe/local/landings.ts'
import type { MovedFolders } from '../observe/moved-folders.ts'
import type { Places } from '../places.ts'
import type { Recorder } from '../recorder.ts'
import type { Arrivals } from '../set-apart.ts'
import { problemOfDisk, problemOfRefusal, type Setbacks } from '../setbacks.ts'
import type { EngineSettings } from '../settings.ts'

/** What every operation works with. */
export interface ApplyContext {
  readonly store: Store
  readonly cloud: Cloud
  readonly files: Files
  readonly newFiles: NewFileWriter
  readonly clock: Clock
  readonly places: Places
  readonly settings: EngineSettings
  readonly setbacks: Setbacks
  readonly attention: Attention
  readonly recorder: Recorder
  readonly flush: FolderFlush
  /** The folders of the files that are on their way to Dropbox. */
  readonly parents: OpenParents
  readonly hot: HotFiles
  readonly blockSums: Pick<BlockSums, 'of'>
  readonly log: Log
  /** What Dropbox is about to take in. */
  readonly commits: Pick<CommitsUnderWay, 'begin' | 'end'>
  /** Whether a root is still the folder that the agent knows, at this very moment. */
  readonly stands: (root: KnownRoot) => Promise<boolean>
  /** Whether this agent may write in a root (absolute) at this moment: no other one has taken it over. */
  readonly holds: (root: string) => Promise<boolean>
  /** Dropbox does not want to move what it has at a path to where a link was renamed to. */
  readonly linkRefused: (from: PathKey) => void
  readonly movedFolders: MovedFolders
  readonly arrivals: Pick<Arrivals, 'setApart' | 'arrived' | 'awaited' | 'forgetWanted'>
  readonly largeFolders: Pick<LargeFolders, 'refused'>
  /** Whether the Remote tree is whole; not while Dropbox is listed from the start. */
  readonly isRemoteWhole: () => boolean
  /** The trash of a root, for this moment and reason. */
  readonly trashOf: (root: string, why: TrashReason) => Trash
  /** A file went into the trash of a root just now. */
  readonly kept: (root: string, file: KeptFile) => void
  /** Told of the files that are put in place, until the index knows of them. */
  readonly landings: Pick<Landings, 'begin' | 'end'>
  /** The Local tree was given what a transfer put on the disk; a scan that is under way may have looked there before. */
  readonly placed: (path: PathKey) => void
  /** Something was moved on the box, and in the Local tree. */
  readonly moved: (from: PathKey) => void
  /** The name of a conflict copy of `name`; `attempt` counts from 0 while names turn out to be taken on the disk. */
  readonly copyName: (name: string) => (attempt: number) => string
  /** One line for `dropbox history` and the log; inside a recorded effect it shares that effect's transaction. */
  readonly tell: (action: string, path: string, detail?: string) => void
}

/** Whether there may be written in a root now. If not, another agent has taken it over, and the next look at it tells so. */
export async function mayWrite(
  { holds, attention }: Pick<ApplyContext, 'holds' | 'attention'>,
  root: string,
): Promise<boolean> {
  if (await holds(root)) return true
  attention.hint({ kind: 'everything', path: root })
  return false
}

/** Of the operations those in roots that may be written in now, asked once for each root. */
export async function writable<Kind extends { readonly path: PathKey }>(
  context: ApplyContext,
  operations: readonly Kind[],
): Promise<readonly Kind[]> {
  const answers = new Map<string, boolean>()
  const free: Kind[] = []
  for (const operation of operations) {
    const root = context.places.rootOf(operation.path)?.target
    const may = root === undefined || (answers.get(root) ?? (await mayWrite(context, root)))
    if (root !== undefined) answers.set(root, may)
    if (may) free.push(operation)
  }
  return free
}

/** Whether what the box has at a path never was in Dropbox, and counts as synced only since a person kept what Dropbox has (see `syncedAfter`). */
export function isOnlyHere({ store }: ApplyContext, path: PathKey): boolean {
  const { synced } = store.get(path)
  return synced?.kind === 'file' && synced.id === ''
}

/** Dropbox did not do it: told, and tried again later; what stands there now is looked at. */
export function refused(context: ApplyContext, operation: Operation, refusal: Refusal): void {
  const { setbacks, clock, attention, log } = context
  setbacks.note(operation, problemOfRefusal(refusal), clock.monotonic())
  if (refusal.reason === 'conflict' || refusal.reason === 'missing') attention.remote()
  log.info('refused', { operation: operation.kind, path: pathIn(operation), refusal })
}

/** The disk did not do it, at this one path. Anything else than a DiskError is thrown on. */
export function failedOnDisk(context: ApplyContext, operation: Operation, error: unknown): void {
  if (!isDiskError(error)) throw error
  noteDiskError(context, operation, error)
}

function noteDiskError(context: ApplyContext, operation: Operation, error: DiskError): void {
  const { setbacks, clock, log } = context
  setbacks.note(operation, problemOfDisk(error), clock.monotonic())
  log.warn('disk', {
    operation: operation.kind,
    path: pathIn(operation),
    code: error.code,
    detail: error.message,
  })
}

/** The box holds something else than the plan saw. Nothing was lost; the folder is looked at again. */
export function overtaken(context: ApplyContext, operation: Operation, absolute: string): void {
  const { setbacks, clock } = context
  setbacks.note(operation, undefined, clock.monotonic())
  lookAround(context, absolute)
}

/** Lets the next look be at the folder that holds a place (absolute). */
export function lookAround({ attention }: Pick<ApplyContext, 'attention'>, absolute: string): void {
  attention.hint({ kind: 'folder', path: absolute.slice(0, absolute.lastIndexOf('/')) || '/' })
}

function pathIn(operation: Operation): string {
  return 'path' in operation ? operation.path : operation.from
}
