import { readFileSync, writeFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/**
 * Lets other programs have the processor first, as far as `niceness` says (0 to 19, nice(1)), for the rest of this process's life. Threads that are
 * started later have it too. Never less nice than the process was started.
 */
export function giveWay(niceness: number): void {
  const nice = Math.max(niceness, getPriority())
  try {
    setPriority(nice)
    // Where sessions share the processor among themselves, the niceness of the session is what counts (sched(7), the autogroup feature).
    if (leadsSession()) writeFileSync('/proc/self/autogroup', `${nice}`)
  } catch (error) {
    // A box may refuse either, and most kernels have no autogroups; the agent works all the same.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

/** Whether the session is this process's own, and not that of the person's terminal (proc_pid_stat(5), the sixth field). */
function leadsSession(): boolean {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const session = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]
  return session === `${process.pid}`
}
