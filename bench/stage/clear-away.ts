import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * `node clear-away.ts FOLDER`: waits until its standard input ends, as it does with the process that holds the other end, however that one ends.
 * Then kills every process whose environment names the folder, and removes the folder.
 */
const [folder = ''] = process.argv.slice(2)
if (folder === '') throw new TypeError('FOLDER is missing')

// It may also break off, which is as good as an end.
process.stdin.on('error', () => undefined)
process.stdin.resume().once('close', () => void clearAway())

async function clearAway(): Promise<void> {
  // Who is killed may have started another one a moment ago.
  for (let left = started(); left.length > 0; left = started()) {
    for (const pid of left) kill(pid)
    await pause(20)
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
}

/** The processes that were started to work in the folder: nobody else knows its name, which is drawn by chance. */
function started(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => environmentOf(pid).includes(folder))
    .map(Number)
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch (error) {
    // It is over, or somebody else's.
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return ''
    throw error
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
