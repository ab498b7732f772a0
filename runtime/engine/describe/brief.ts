import type { SyncStatus } from '../status.ts'
import { describeHalt } from './halt.ts'
import { describeStatus } from './status.ts'

/** How sync stands in few lines, none of them empty: what the agent is doing, why it waits for a person, and how many paths cannot sync. */
export function describeBrief(status: SyncStatus, problems: number): string[] {
  return [...describeState(status), ...(problems === 0 ? [] : [describeProblemCount(problems)])]
}

/** What the agent is doing; then, where it stands still, why. */
export function describeState(status: SyncStatus): string[] {
  const first = describeStatus(status)
  if (status.state === 'unlinked') return [first, `${status.detail}.`]
  return status.state === 'halted' ? [first, ...status.halts.map(describeHalt)] : [first]
}

/** How many paths cannot sync, and where to read more. */
export function describeProblemCount(problems: number): string {
  return `${problems} ${problems === 1 ? 'path' : 'paths'} can't sync. "dropbox problems" shows why.`
}
