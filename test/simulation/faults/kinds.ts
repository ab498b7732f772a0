import type { Refusal } from '../../../runtime/ports/cloud.ts'
import type { StoreErrorCode } from '../../../runtime/ports/store.ts'

/** Words of the system with which a call on the disk can fail (errno(3)). */
export const diskKinds = [
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EIO',
  'EMFILE',
  'ENFILE',
  'EROFS',
  'ESTALE',
  'ENOENT',
  'EXDEV',
  'EBUSY',
  'ENAMETOOLONG',
  'ELOOP',
  'ENOTEMPTY',
] as const
export type DiskKind = (typeof diskKinds)[number]

/** What stops all work with Dropbox: before the effect of a call, or (`after`) with its effect done and its answer lost. */
export const cloudKinds = [
  'offline',
  'offline after the effect',
  'unlinked',
  'app-refused',
  'bad-answer',
  'bad-answer after the effect',
  'cursor-reset',
] as const
export type CloudKind = (typeof cloudKinds)[number]

/** Why Dropbox does not do something to one path. */
export const refusals = [
  { reason: 'conflict' },
  { reason: 'missing' },
  { reason: 'changed-while-read' },
  { reason: 'unreadable', detail: 'injected' },
  { reason: 'interrupted', detail: 'injected' },
  { reason: 'no-space' },
  { reason: 'name-refused', detail: 'injected' },
  { reason: 'no-permission', detail: 'injected' },
  { reason: 'too-large' },
  { reason: 'too-many-files' },
  { reason: 'unsupported', detail: 'injected' },
] as const satisfies readonly Refusal[]
export type RefusalReason = (typeof refusals)[number]['reason']

export const storeKinds = [
  'corrupt',
  'disk-full',
  'read-only',
  'input-output',
] as const satisfies readonly StoreErrorCode[]
export type StoreKind = (typeof storeKinds)[number]

export const watchKinds = ['dropped', 'doubled', 'late', 'overflow', 'foreign', 'ENOSPC'] as const
export type WatchKind = (typeof watchKinds)[number]

export const clockKinds = ['+1 h', '-1 h', '+1 day', '-1 day', 'suspended for 8 h'] as const
export type ClockKind = (typeof clockKinds)[number]

export const leaseKinds = ['stolen', 'damaged', 'deleted'] as const
export type LeaseKind = (typeof leaseKinds)[number]

/** ms by which each moves the clock that people see. While a machine is suspended only that one goes on (clock_gettime(2)). */
export const clockSteps: Readonly<Record<ClockKind, number>> = {
  '+1 h': 3600_000,
  '-1 h': -3600_000,
  '+1 day': 24 * 3600_000,
  '-1 day': -24 * 3600_000,
  'suspended for 8 h': 8 * 3600_000,
}
