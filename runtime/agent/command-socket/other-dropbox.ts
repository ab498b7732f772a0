import { lstatSync, readFileSync, statSync } from 'node:fs'
import type { BoxPaths } from '../../box/paths.ts'
import { commandLineOf, startOf } from '../process/process-identity.ts'
import { connectToAgent } from '../socket/connect.ts'

/** Which other program answers for Dropbox in this home, as half a sentence; undefined where none does, and what is left of one is stale. */
export async function otherDropbox(paths: BoxPaths): Promise<string | undefined> {
  if (isThere(paths.commandSocketFile)) {
    if (!lstatSync(paths.commandSocketFile).isSocket()) return `${paths.commandSocketFile} is no socket`
    const answered = await connectToAgent(paths.commandSocketFile)
    answered?.destroy()
    if (answered !== undefined) return `Another Dropbox answers on ${paths.commandSocketFile}`
  }
  const pid = pidIn(paths.pidFile)
  return pid !== undefined && isDropbox(pid, paths)
    ? `Another Dropbox (process ${pid}) has ${paths.pidFile}`
    : undefined
}

/** The process that a pid file names; undefined where there is none, or no number in it. */
export function pidIn(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'latin1'), 10)
    return pid > 0 ? pid : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/**
 * Whether a process is what the script takes for Dropbox, and may be the one that wrote the pid file: one that was started later has only been
 * given the same number. Nor are commands of ours Dropbox, and an agent of ours for this home there is no other.
 */
function isDropbox(pid: number, { pidFile, packagesFolder }: BoxPaths): boolean {
  if (pid === process.pid) return false
  const words = commandLineOf(pid).join(' ')
  if (!words.toLowerCase().includes('dropbox') || words.includes(`${packagesFolder}/`)) return false
  const started = startOf(pid)
  return started !== undefined && started <= statSync(pidFile).mtimeMs + clockTolerance
}

/** Between a process's start, known in ticks since a boot that is known in seconds, and a file's time; ms. */
const clockTolerance = 5_000

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
