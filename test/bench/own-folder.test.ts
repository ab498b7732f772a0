import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test from 'ava'

const endings = [
  { title: 'by itself', word: 'ends' },
  { title: 'by a failure', word: 'fails' },
  { title: 'by Ctrl-C', word: 'waits', signal: 'SIGINT' },
  { title: 'by SIGTERM', word: 'waits', signal: 'SIGTERM' },
  { title: 'by SIGKILL', word: 'waits', signal: 'SIGKILL' },
] as const

for (const { title, word, ...how } of endings)
  test(`a bench that ends ${title} leaves no process and no folder behind`, async (t) => {
    const owner = spawn(process.execPath, [join(import.meta.dirname, 'folder-owner.ts'), word], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    owner.stderr.resume()
    // Whoever clears away holds standard error until it is done.
    const cleared = once(owner, 'close')
    const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string]
    const { folder, child } = JSON.parse(line) as { readonly folder: string; readonly child: number }
    if ('signal' in how) owner.kill(how.signal)
    await cleared
    t.false(existsSync(folder))
    t.false(isRunning(child))
  })

/** What was killed stays in the list of processes until its parent takes note, but runs nothing. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
