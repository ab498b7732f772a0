import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ExecutionContext } from 'ava'
import type { Cleanup } from '../installed/box.ts'

const BIN = join(import.meta.dirname, '../../emulator/bin.ts')

/** An emulator in a process of its own, as people start it. */
export interface EmulatorProcess {
  url: string
  port: number
  pid: number
  /** Sends a signal and waits for the end; gives the exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** The most memory that the process ever held (VmHWM), in bytes. */
  peakMemory(): number
}

/** Starts the emulator's command and waits for its first line; it is killed after the test. */
export async function spawnEmulator(t: Cleanup, ...flags: string[]): Promise<EmulatorProcess> {
  const child = spawn(process.execPath, [BIN, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const url = line.split(' ').at(-1) ?? ''
  return {
    url,
    pid: child.pid ?? 0,
    port: Number(new URL(url).port),
    async end(signal) {
      child.kill(signal)
      return await ended
    },
    peakMemory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
    },
  }
}

/** A folder of the test's own, removed after it. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clients-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}
