import type { ProblemReason } from '../../core/problem.ts'
import { type DiskError, faultOf } from '../../ports/files.ts'

/** What a person is told of something that the disk does not let be looked at. */
export function unreadable(error: DiskError): ProblemReason {
  if (error.code === 'name-too-long') return { reason: 'name', fault: 'path-too-long' }
  return { reason: 'unreadable', fault: faultOf(error), detail: error.message }
}
