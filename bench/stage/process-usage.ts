import { readFileSync, writeFileSync } from 'node:fs'
import type { Usage } from './program.ts'

/** USER_HZ, the same on every Linux that Node.js runs on (proc_pid_stat(5), sysconf(3)). */
const ticksPerSecond = 100

/** What a process has taken since it began, and the most memory since then or since `forgetPeak`. Throws when there is none. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // After the name, which may hold spaces, the first field is the third (proc_pid_stat(5)): user and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    peakMemory: Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024,
  }
}

/** Lets the most memory of a process begin anew at what it holds now (proc_pid_clear_refs(5)). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** What a process holds at this moment, bytes: all, and what nobody else could share, which leaves out the file of its program. */
export function memoryOf(pid: number): { readonly resident: number; readonly own: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024
  return { resident: bytes('VmRSS'), own: bytes('RssAnon') }
}
