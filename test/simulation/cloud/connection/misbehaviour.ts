import type { Refusal } from '../../../../runtime/ports/cloud.ts'
import type { Random } from '../../../../runtime/ports/random.ts'
import { oneOf, pick, type Range } from '../chance.ts'

/** One request of a box to Dropbox; a call of the `Cloud` port takes one or several. */
export type RequestName =
  | 'account'
  | 'space'
  | 'list'
  | 'continue'
  | 'longpoll'
  | 'look-up'
  | 'list-folder'
  | 'download'
  | 'download-folder'
  | 'create-folders'
  | 'delete-files'
  | 'delete-folder'
  | 'move'
  | 'copy-files'
  | 'upload'
  | 'start-sessions'
  | 'append'
  | 'finish'

/**
 * What can happen to one request, apart from being served.
 * `refused`: no connection; `lost`: done, and the answer never came; `late`: given up, and done after that; `duplicated`: done,
 * answered, and done once more later; `limited`: too many requests; `contended`: others are writing (writes only); `cut`: the body
 * ends early, `damaged`: it brings other bytes (downloads only); `reset`: the cursor is of no use (`continue` and `longpoll` only);
 * `bad-answer`: done, and answered with what nobody understands.
 */
export const faultKinds = [
  'refused',
  'lost',
  'late',
  'duplicated',
  'limited',
  'contended',
  'cut',
  'damaged',
  'reset',
  'bad-answer',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** How the way between one box and Dropbox misbehaves. Times are in ms; chances are of 0 to 1. */
export interface Misbehaviour {
  /** How long a request, and again its answer, is on its way. Different times for each is what reorders them. */
  readonly latency: Range
  /** After how long a request that is not answered is given up. */
  readonly patience: Range
  /** How much later what is late comes: a `late` request, the second of a `duplicated` one, the end of a longpoll. */
  readonly lateness: Range
  /** How long Dropbox wants a box to pause that asked too often. */
  readonly pause: Range
  /** Chance of each fault per request; the sum is at most 1. A fault that does not fit the request is none. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>
  /** Chance, per item that is to be written, that it is refused for one of the reasons. */
  readonly refusal: { readonly chance: number; readonly reasons: readonly Refusal[] }
  /** Chance, per request, that the connection goes away for a while. */
  readonly outage: { readonly chance: number; readonly duration: Range }
  /** Chance, per longpoll, that it wakes without a change, wakes late, does not wake, or asks for a pause. */
  readonly longpoll: {
    readonly spurious: number
    readonly late: number
    readonly never: number
    readonly backoff: number
  }
  /** Files or folders that one request of several is about; what comes after it is another request. */
  readonly itemsPerRequest: Range
  /** Bytes that come at once in a download. */
  readonly chunk: Range
  /** Chance that what was on its way when the box died or gave up is done all the same. */
  readonly outlives: number
}

/** Nothing takes time and nothing goes wrong. */
export const calm: Misbehaviour = {
  latency: [0, 0],
  patience: [0, 0],
  lateness: [0, 0],
  pause: [1000, 1000],
  faults: {},
  refusal: { chance: 0, reasons: [] },
  outage: { chance: 0, duration: [0, 0] },
  longpoll: { spurious: 0, late: 0, never: 0, backoff: 0 },
  itemsPerRequest: [1000, 1000],
  chunk: [1 << 20, 1 << 20],
  outlives: 0.5,
}

const passingRefusals: readonly Refusal[] = [
  { reason: 'interrupted', detail: 'too_many_write_operations' },
  { reason: 'no-space' },
  { reason: 'no-permission', detail: 'operation_suppressed' },
]

/** Some way between a box and Dropbox: a few kinds of trouble, each from rare to often. */
export function drawMisbehaviour(random: Random): Misbehaviour {
  const often = (): number => oneOf(random, [0, 0, 0.02, 0.1, 0.3])
  const faults = Object.fromEntries(
    pick(random, faultKinds).map((kind) => [kind, oneOf(random, [0.01, 0.03, 0.08])]),
  )
  return {
    latency: oneOf(random, [[0, 0] as const, [5, 50] as const, [20, 2000] as const]),
    patience: oneOf(random, [[0, 100] as const, [1000, 30_000] as const]),
    lateness: oneOf(random, [[10, 1000] as const, [1000, 30_000] as const]),
    pause: [1000, 15_000],
    faults,
    refusal: { chance: oneOf(random, [0, 0, 0, 0.02]), reasons: passingRefusals },
    outage: { chance: oneOf(random, [0, 0, 0.005, 0.02]), duration: [100, 30_000] },
    longpoll: { spurious: often(), late: often(), never: often(), backoff: often() },
    itemsPerRequest: oneOf(random, [[1000, 1000] as const, [1, 4] as const]),
    chunk: oneOf(random, [[1, 4] as const, [1, 100] as const, [1 << 20, 1 << 20] as const]),
    outlives: oneOf(random, [0, 0.5, 1]),
  }
}

/** Whether a fault can strike a request. */
export function fits(kind: FaultKind, request: RequestName): boolean {
  switch (kind) {
    case 'cut':
    case 'damaged':
      return request === 'download' || request === 'download-folder'
    case 'reset':
      return request === 'continue' || request === 'longpoll'
    case 'contended':
      return isWrite(request)
    default:
      return true
  }
}

/** Whether a request can change what is in the account. */
export function isWrite(request: RequestName): boolean {
  switch (request) {
    case 'create-folders':
    case 'delete-files':
    case 'delete-folder':
    case 'move':
    case 'copy-files':
    case 'upload':
    case 'finish':
      return true
    default:
      return false
  }
}
