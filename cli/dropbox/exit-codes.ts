import type { AgentReport } from '../../runtime/agent/control.ts'

/** Exit codes of `dropbox status`; 0 says that everything chosen is the same on both sides. See docs/commands.md. */
export const statusExitCodes = {
  synced: 0,
  failed: 1,
  notRunning: 3,
  working: 4,
  halted: 5,
  offline: 6,
  notLinked: 7,
  problems: 8,
  paused: 9,
} as const

/** Exit codes of `dropbox diff`, those of diff(1); whatever went wrong is `trouble`, as wrong usage is. */
export const exitCodesOfDiff = { equal: 0, different: 1, trouble: 2 } as const

/** The exit code that tells a script what the agent is doing. */
export function statusExitCode({
  status,
  problems,
  shortages,
}: Pick<AgentReport, 'status' | 'problems' | 'shortages'>): number {
  switch (status.state) {
    case 'up-to-date':
      return problems === 0 && shortages.length === 0 ? statusExitCodes.synced : statusExitCodes.problems
    case 'starting':
    case 'checking':
    case 'listing':
    case 'syncing':
      return statusExitCodes.working
    case 'halted':
      return statusExitCodes.halted
    case 'offline':
      return statusExitCodes.offline
    case 'paused':
      return statusExitCodes.paused
    case 'unlinked':
      return statusExitCodes.notLinked
    case 'failed':
      return statusExitCodes.failed
    default:
      return status satisfies never
  }
}
