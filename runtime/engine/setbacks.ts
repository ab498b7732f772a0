import { isBelow, type PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import type { Refusal } from '../ports/cloud.ts'
import { type DiskError, faultOf } from '../ports/files.ts'
import type { Problem, ProblemReason } from './status.ts'

/** What came of an operation that could not be carried out. */
interface Setback {
  readonly kind: Operation['kind']
  readonly path: PathKey
  readonly display: string
  /** What the operation was about; another content is another attempt. */
  readonly about: string
  readonly why: ProblemReason | undefined
  readonly failures: number
  /** Monotonic ms before which it is not tried again. */
  readonly until: number
  /** Let go for another attempt, which has not failed yet. */
  released: boolean
}

/** Remembers what failed, so that it is told, and tried again neither at once nor never. */
export interface Setbacks {
  /** `why` undefined: nothing a person needs to know, the world moved on and the next plan sees it. `now` is monotonic ms. */
  note(operation: Operation, why: ProblemReason | undefined, now: number): void
  /** Whether an operation waits for its next attempt. One that does not is taken to be attempted now, or as soon as nothing is in its way. */
  holds(operation: Operation, now: number): boolean
  /** Whether the last attempt at what is planned for a path failed. */
  failed(path: PathKey): boolean
  /** Why the last attempt at what is planned for a path failed, where a person is to know. */
  reasonAt(path: PathKey): ProblemReason['reason'] | undefined
  succeeded(path: PathKey): void
  /** Drops the uploads below a folder that could not be made: they wait for it, and it is told. */
  dropUploadsBelow(folder: PathKey): void
  /** Drops what is no longer planned. */
  keepOnly(paths: ReadonlySet<PathKey>): void
  /** ms until something is to be tried again, or undefined. */
  nextAttempt(now: number): number | undefined
  /** Lets everything be tried again now. */
  reset(): void
  /** Whether something is left undone that no person is told of: it will be tried again soon. */
  unsettled(): boolean
  problems(): readonly Problem[]
}

const firstPause = 500
/** What a person has to do something about on the box: trying again costs little, since what came down is kept. */
const localPause = 10 * 60_000
/** The same in Dropbox, where each attempt may send everything again. */
const longestRemotePause = 6 * 60 * 60_000
/** What needs a few blocks of a full disk and no transfer, such as a folder in the trash. */
const fullPause = 30_000
/** What moved on under an operation is a problem to tell only when it goes on and on. */
const silentFailures = 5

export function createSetbacks(): Setbacks {
  const setbacks = new Map<PathKey, Setback>()
  return {
    note(operation, why, now) {
      const path = placeOf(operation)
      const about = aboutOf(operation)
      const before = setbacks.get(path)
      const failures = before?.about === about ? before.failures + 1 : 1
      const isLight = operation.kind !== 'download'
      const pause = why?.reason === 'disk-full' && isLight ? fullPause : pauseAfter(why, failures)
      const until = now + pause
      setbacks.set(path, {
        kind: operation.kind,
        path,
        display: displayOf(operation),
        about,
        why,
        failures,
        until,
        released: false,
      })
    },
    holds(operation, now) {
      const setback = setbacks.get(placeOf(operation))
      if (setback === undefined) return false
      const holds = setback.about === aboutOf(operation) && now < setback.until
      setback.released = !holds
      return holds
    },
    failed: (path) => setbacks.has(path),
    reasonAt: (path) => setbacks.get(path)?.why?.reason,
    succeeded: (path) => void setbacks.delete(path),
    dropUploadsBelow(folder) {
      for (const [path, { kind }] of setbacks)
        if (kind === 'upload' && isBelow(path, folder)) setbacks.delete(path)
    },
    keepOnly(paths) {
      for (const path of setbacks.keys()) if (!paths.has(path)) setbacks.delete(path)
    },
    nextAttempt(now) {
      let earliest: number | undefined
      for (const { until, released } of setbacks.values())
        if (!released && (earliest === undefined || until < earliest)) earliest = until
      return earliest === undefined ? undefined : Math.max(0, earliest - now)
    },
    reset: () => setbacks.clear(),
    unsettled: () => [...setbacks.values()].some((setback) => !isTold(setback)),
    problems: () =>
      [...setbacks.values()].flatMap((setback) =>
        isTold(setback) ? [{ path: setback.display, why: setback.why ?? overtakenAgain }] : [],
      ),
  }
}

const overtakenAgain: ProblemReason = {
  reason: 'interrupted',
  detail: 'each time something else than expected was there',
}

function isTold({ why, failures }: Setback): boolean {
  return (why !== undefined && !isPassing(why)) || failures >= silentFailures
}

/** ms. */
function pauseAfter(why: ProblemReason | undefined, failures: number): number {
  const doubled = 2 ** (failures - 1)
  if (why === undefined || isPassing(why)) return Math.min(localPause, firstPause * doubled)
  return isInDropbox(why) ? Math.min(longestRemotePause, localPause * doubled) : localPause
}

function isInDropbox({ reason }: ProblemReason): boolean {
  return (
    reason === 'refused' || reason === 'too-large' || reason === 'no-permission' || reason === 'dropbox-full'
  )
}

function isPassing(why: ProblemReason): boolean {
  return why.reason === 'changing' || why.reason === 'interrupted'
}

/** The place that an operation is planned for. */
export function placeOf(operation: Operation): PathKey {
  return operation.kind === 'move-local' || operation.kind === 'move-remote' ? operation.from : operation.path
}

function displayOf(operation: Operation): string {
  if ('display' in operation) return operation.display
  if ('fromDisplay' in operation) return operation.fromDisplay
  return placeOf(operation)
}

function aboutOf(operation: Operation): string {
  switch (operation.kind) {
    case 'upload':
      return `up ${operation.local.hash} ${operation.local.modified} ${operation.over ?? ''}`
    case 'download':
      return `down ${operation.remote.rev} ${operation.over?.modified ?? ''}`
    case 'move-local':
    case 'move-remote':
      return `${operation.kind} ${operation.to}`
    default:
      return operation.kind
  }
}

/** What a person is told of a refusal by Dropbox; undefined when the next plan simply starts from what is there now. */
export function problemOfRefusal(refusal: Refusal): ProblemReason | undefined {
  switch (refusal.reason) {
    case 'conflict':
    case 'missing':
      return undefined
    case 'changed-while-read':
      return { reason: 'changing' }
    case 'unreadable':
      return { reason: 'unreadable', fault: refusal.detail, detail: refusal.detail }
    case 'interrupted':
      return { reason: 'interrupted', detail: refusal.detail }
    case 'no-space':
      return { reason: 'dropbox-full' }
    case 'name-refused':
      return { reason: 'refused', detail: refusal.detail }
    case 'no-permission':
      return { reason: 'no-permission', detail: refusal.detail }
    case 'too-large':
      return { reason: 'too-large' }
    case 'too-many-files':
      return { reason: 'refused', detail: 'It holds more files than Dropbox takes at once.' }
    case 'unsupported':
      return { reason: 'refused', detail: refusal.detail }
    default:
      return refusal satisfies never
  }
}

/** What a person is told of a failure of the disk at one path. */
export function problemOfDisk(error: DiskError): ProblemReason | undefined {
  switch (error.code) {
    case 'no-space':
      return { reason: 'disk-full' }
    case 'missing':
    case 'changed':
    case 'exists':
      return undefined
    case 'changed-while-read':
      return { reason: 'changing' }
    case 'name-too-long':
      return { reason: 'name', fault: 'path-too-long' }
    case 'wrong-content':
    case 'busy':
    case 'too-many-open':
      return { reason: 'interrupted', detail: faultOf(error) }
    default:
      return { reason: 'unwritable', fault: faultOf(error), detail: error.message }
  }
}
