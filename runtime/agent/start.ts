import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { asBoxError } from '../box/errors.ts'
import { activePart } from '../box/installed.ts'
import type { BoxPaths } from '../box/paths.ts'
import { AgentError } from './errors.ts'
import { errorOf, failureFrom } from './failure.ts'
import { readHolder } from './process/holder.ts'
import { lastCompilerSpared } from './process/last-compiler.ts'
import { isAlive } from './process/process-identity.ts'
import { isRunning } from './running.ts'

export interface StartOptions {
  /** The agent's program and its first arguments; the installed part's own when not given. */
  readonly command?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** How long the start may take, in ms. */
  readonly patience?: number
}

export interface Started {
  readonly outcome: 'started' | 'already-running'
  /** The agent's process, 0 when that cannot be found out. */
  readonly pid: number
}

/**
 * Starts the agent in the background: in a session of its own, so that it outlives the terminal. Resolves when its control socket
 * answers, also when another start was faster. Throws AgentError `not-installed`, `start-failed`, or with the code and sentence of
 * the agent's own reason; and BoxError when the log cannot be written.
 */
export async function startAgent(
  paths: BoxPaths,
  { command = installedAgent(paths), environment = process.env, patience = 60_000 }: StartOptions = {},
): Promise<Started> {
  if (await isRunning(paths)) return { outcome: 'already-running', pid: readHolder(paths)?.pid ?? 0 }
  const agent = launch(paths, command, environment)
  try {
    const line = await firstLine(agent, paths, patience)
    const report: unknown = JSON.parse(line)
    if (typeof report === 'object' && report !== null && 'pid' in report)
      return { outcome: 'started', pid: Number(report.pid) }
    const failure = failureFrom(
      typeof report === 'object' && report && 'failure' in report ? report.failure : report,
    )
    if (failure.code !== 'already-running') throw errorOf(failure)
    return await otherAgent(paths, patience, errorOf(failure))
  } finally {
    agent.unref()
    reportPipe(agent).destroy()
  }
}

/**
 * What is new on the heap is looked through every 8 MB instead of every 16, which bounds what of it is dead; every MB would cost a quarter more time
 * for many small files (node --v8-options). And what a scan lists is not put where only a collection of everything finds it:
 * V8 takes it for lasting otherwise, 300 bytes for each file. The heap may grow by half before it is looked through, instead of to several times
 * what is in use: of 150 MB of it while 8,000 files went up, 25 were. WebAssembly, of which a parser of HTTP is all there is, is not optimized: that
 * took 10 MB and more at the moment when the most memory was in use, and made nothing quicker.
 */
const littleMemory = [
  '--max-semi-space-size=8',
  '--no-allocation-site-pretenuring',
  '--heap-growing-percent=50',
  lastCompilerSpared,
  '--liftoff-only',
]

/** The threads of the pool get no heaps of their own, whose free room nobody else can use (mallopt(3), M_ARENA_MAX): 8 MB less while a large file goes up. */
const fewHeaps = '2'

function installedAgent(paths: BoxPaths): readonly string[] {
  const part = activePart(paths)
  if (!part)
    throw new AgentError(
      'not-installed',
      'Dropbox is not installed. Install it with "parts install dropbox".',
    )
  return [part.node, ...littleMemory, join(part.folder, 'lib', 'agent.js')]
}

/** What the agent has in memory, its token too, is never to be written out by a crash (core(5)); Node.js cannot say so itself. */
const withoutCore = 'ulimit -c 0; exec "$@"'

function launch(paths: BoxPaths, command: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  mustBeProgram(command[0] ?? '')
  const output = openLogFile(paths)
  try {
    return spawn('/bin/sh', ['-c', withoutCore, 'sh', ...command, 'run', '--ready-fd=3'], {
      detached: true,
      cwd: '/',
      stdio: ['ignore', output, output, 'pipe'],
      env: {
        ...environment,
        // Relative ones would mean another place in another folder.
        HOME: paths.home,
        AUTOPARTS_ROOT: paths.partsRoot,
        DROPBOX_CONFIG: paths.configuration,
        ...(environment['DROPBOX_CREDENTIALS_FILE']
          ? { DROPBOX_CREDENTIALS_FILE: paths.credentialsFile }
          : {}),
        ...(environment['DROPBOX_PLATFORM_CONFIG'] ? { DROPBOX_PLATFORM_CONFIG: paths.platformFile } : {}),
        MALLOC_ARENA_MAX: environment['MALLOC_ARENA_MAX'] ?? fewHeaps,
        // Made for another Node.js than the agent's own.
        NODE_OPTIONS: undefined,
        NODE_PATH: undefined,
      },
    })
  } finally {
    closeSync(output)
  }
}

function mustBeProgram(file: string): void {
  try {
    accessSync(file, constants.X_OK)
  } catch (error) {
    throw failed(
      `Dropbox cannot be started: its program cannot be run (${(error as Error).message}). Install it again.`,
      error,
    )
  }
}

/** What the agent prints before its log is open, and what Node.js itself prints when it breaks. */
function openLogFile(paths: BoxPaths): number {
  try {
    mkdirSync(dirname(paths.logFile), { recursive: true, mode: 0o700 })
    return openSync(paths.logFile, 'a', 0o600)
  } catch (error) {
    throw asBoxError(error, paths.logFile)
  }
}

function reportPipe(agent: ChildProcess): Readable {
  return agent.stdio[3] as Readable
}

function firstLine(agent: ChildProcess, paths: BoxPaths, patience: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => {
      agent.kill('SIGTERM')
      reject(
        failed(`Dropbox did not start within ${patience / 1000} seconds. ${paths.logFile} may tell why.`),
      )
    }, patience)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      finish()
    }
    agent.once('error', (error) =>
      settle(() => reject(failed(`Dropbox cannot be started: ${error.message}. Install it again.`, error))),
    )
    const pipe = reportPipe(agent)
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const end = text.indexOf('\n')
      if (end !== -1) settle(() => resolve(text.slice(0, end)))
    })
    pipe.once('error', (error) =>
      settle(() => reject(failed(`Dropbox did not start: ${error.message}.`, error))),
    )
    pipe.once('end', () =>
      settle(() => reject(failed(`Dropbox ended while it started. ${paths.logFile} may tell why.`))),
    )
  })
}

/** Two starts at once: the other one has the lock, and will answer in a moment. */
async function otherAgent(paths: BoxPaths, patience: number, reason: AgentError): Promise<Started> {
  for (const until = performance.now() + patience; performance.now() < until; await pause(20)) {
    const holder = readHolder(paths)
    if (await isRunning(paths)) return { outcome: 'already-running', pid: holder?.pid ?? 0 }
    // One of another machine, or another container, answers on a socket that may never be reached from here.
    if (holder?.role !== 'agent' || !isAlive(holder)) break
  }
  throw reason
}

function failed(message: string, cause?: unknown): AgentError {
  return new AgentError('start-failed', message, { cause })
}
