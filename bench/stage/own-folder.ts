import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Gives this process a temporary folder of its own, in which it and whoever it starts make theirs from now on (TMPDIR). Whatever way
 * the process ends, by itself, by Ctrl-C, or by SIGKILL: what it started and still runs is killed then, and the folder removed. A process
 * counts as started by it when its environment names the folder, as TMPDIR, as its home, or in whatever else it is given.
 */
export function takeOwnFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const clearing = spawn(process.execPath, [join(import.meta.dirname, 'clear-away.ts'), folder], {
    // In a session of its own: what Ctrl-C sends goes to everybody in the terminal's foreground.
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  clearing.unref()
  process.env['TMPDIR'] = folder
  return folder
}
