import { existsSync, readdirSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { execa } from 'execa'
import { type Holder, readHolder } from '../../runtime/agent/process/holder.ts'
import { isAlive, processIdentity } from '../../runtime/agent/process/process-identity.ts'
import { boxPaths } from '../../runtime/box/paths.ts'
import { type Cleanup, installedPart } from '../installed/box.ts'

/** A box with the installed program, linked, everything synced, whose agent comes and goes. */
export interface ChaosBox {
  readonly name: string
  readonly home: string
  /** The Dropbox folder. */
  readonly folder: string
  /** The process of the running agent. */
  agent(): number | undefined
  /** `parts start dropbox`; throws when that fails. */
  start(): Promise<void>
  /** kill -9; waits until the process is gone. False when none runs. */
  kill(): Promise<boolean>
  /** Kills it at the moment in which so many things have happened in a folder, or after `patience` ms. */
  killAmid(folder: string, events: number, patience: number): Promise<boolean>
  /** Starts it, and kills it so many ms later, or as soon as there is a process; false when it was not there any more. */
  killStarting(after: number): Promise<boolean>
  /** `parts stop dropbox`, and kills the agent so many ms later if it still runs. */
  killStopping(after: number): Promise<boolean>
  /** Whether the agent's log tells since a moment (ms since 1970) that it deleted something in Dropbox. */
  deletedInDropbox(since: number): boolean
  /** What `dropbox status --json` says; empty when the agent does not answer. */
  status(): Promise<Readonly<Record<string, unknown>>>
}

export async function linkBox(t: Cleanup, name: string, link: Record<string, string>): Promise<ChaosBox> {
  const box = await installedPart(t, link)
  const linked = await box.dropboxInit('--yes', '--sync-all')
  if (linked.exitCode !== 0) throw new Error(`dropbox_init: ${linked.stderr}`)
  const paths = boxPaths({ HOME: box.home })

  const holder = (): Holder | undefined => {
    const found = readHolder(paths)
    return found?.role === 'agent' && isAlive(found) ? found : undefined
  }
  const kill = async (): Promise<boolean> => {
    const found = holder()
    if (found === undefined) return false
    process.kill(found.pid, 'SIGKILL')
    while (isAlive(found)) await pause(1)
    return true
  }
  const command = (...words: string[]) =>
    execa('parts', words, { cwd: box.home, env: box.env, extendEnv: false, stdin: 'ignore', reject: false })

  return {
    name,
    home: box.home,
    folder: join(box.home, 'Dropbox'),
    agent: () => holder()?.pid,
    async start() {
      const { exitCode, stderr } = await box.parts('start', 'dropbox')
      if (exitCode !== 0) throw new Error(`${name}: parts start dropbox: ${stderr}`)
    },
    kill,
    async killAmid(folder, events, patience) {
      const found = holder()
      if (found === undefined || !existsSync(folder)) return kill()
      let left = events
      let over = false
      const watcher = watch(folder, () => {
        left--
        // Within the callback: every turn of the event loop is time in which the agent goes on.
        if (left === 0 && !over && isAlive(found)) over = send(found.pid)
      })
      for (const until = performance.now() + patience; !over && performance.now() < until; ) await pause(5)
      watcher.close()
      const killed = await kill()
      while (isAlive(found)) await pause(1)
      return killed || over
    },
    async killStarting(after) {
      const starting = command('start', 'dropbox')
      let ended = false
      const end = starting.finally(() => {
        ended = true
      })
      await pause(after)
      let child = childOf(starting.pid)
      for (; child === undefined && !ended; child = childOf(starting.pid)) await pause(1)
      const killed = child !== undefined && send(child)
      await end
      return (await kill()) || killed
    },
    async killStopping(after) {
      const stopping = command('stop', 'dropbox')
      await pause(after)
      const killed = await kill()
      await stopping
      return killed
    },
    deletedInDropbox: (since) =>
      readFileSync(paths.logFile, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"deleted in Dropbox"'))
        .some((line) => Date.parse((JSON.parse(line) as { time: string }).time) >= since),
    async status() {
      const { stdout } = await box.dropbox('status', '--json')
      return stdout === '' ? {} : JSON.parse(stdout)
    },
  }
}

/** The agent that a `parts start` has just spawned. */
function childOf(pid: number | undefined): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return child === undefined || child === '' ? undefined : Number(child)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function send(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code))
}

/** What a process holds. */
export interface Usage {
  /** Resident, bytes. */
  readonly memory: number
  /** Open. */
  readonly descriptors: number
  /** How long it has run, s. */
  readonly age: number
}

/** Throws when there is no such process. */
export function usageOf(pid: number | undefined): Usage {
  if (pid === undefined) throw new Error('no agent runs')
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  const descriptors = readdirSync(`/proc/${pid}/fd`).length
  const started = Number(processIdentity(pid)?.startedTicks) / ticksPerSecond
  const running = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  return { memory: Number(resident) * 1024, descriptors, age: Math.round(running - started) }
}

/** USER_HZ, the same on every Linux that Node.js runs on (proc_pid_stat(5), sysconf(3)). */
const ticksPerSecond = 100
