import { readFileSync } from 'node:fs'

/** What tells a process from a later one with the same number: when it was started, in clock ticks since that boot. */
export interface ProcessIdentity {
  readonly pid: number
  readonly startedTicks: number
  readonly boot: string
}

/** The identity of a live process, or undefined when there is none; one that only waits to be reaped counts as gone. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // Fields 3 (state), 20 (num_threads) and 22 (starttime) of proc_pid_stat(5); field 2, the name, is in parentheses and may
  // hold anything. While another thread still ends, the process keeps its files open.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if ((fields[0] === 'Z' || fields[0] === 'X') && Number(fields[17]) <= 1) return undefined
  return {
    pid,
    startedTicks: Number(fields[19]),
    boot: readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
  }
}

/** Whether this very process is alive. */
export function isAlive(identity: ProcessIdentity): boolean {
  const found = processIdentity(identity.pid)
  return found?.startedTicks === identity.startedTicks && found.boot === identity.boot
}

/** Clock ticks in a second, as /proc counts them on every architecture that Node.js runs on (sysconf(3), _SC_CLK_TCK). */
const ticksPerSecond = 100

/** When a process was started, in ms since 1970, as far as the clock has not been set since; undefined when there is none. */
export function startOf(pid: number): number | undefined {
  const identity = processIdentity(pid)
  const boot = /^btime (\d+)$/m.exec(readProc('/proc/stat') ?? '')?.[1]
  if (identity === undefined) return undefined
  return (Number(boot ?? 0) + identity.startedTicks / ticksPerSecond) * 1_000
}

/** The bit of SIGKILL, which is 9, in the sets of signals that proc_pid_status(5) shows. */
const killBit = 1n << 8n

/**
 * Whether a process was killed or is at its end, though it is there still: SIGKILL waits for it, or its memory is gone (proc_pid_status(5): SigPnd, ShdPnd,
 * VmSize). False where there is none.
 */
export function isEnding(pid: number): boolean {
  const status = readProc(`/proc/${pid}/status`)
  if (status === undefined) return false
  const pending = [...status.matchAll(/^(?:SigPnd|ShdPnd):\s*([0-9a-f]+)$/gm)]
  return pending.some(([, signals]) => (BigInt(`0x${signals}`) & killBit) !== 0n) || !/^VmSize:/m.test(status)
}

/** The words a process was started with; empty when there is no such process. */
export function commandLineOf(pid: number): readonly string[] {
  return (readProc(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((word) => word !== '')
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    // ESRCH: the process ended between opening and reading.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}
