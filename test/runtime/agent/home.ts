import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { readHolder } from '../../../runtime/agent/process/holder.ts'
import { isAlive, processIdentity } from '../../../runtime/agent/process/process-identity.ts'
import { type Started, type StartOptions, startAgent } from '../../../runtime/agent/start.ts'
import { type BoxPaths, boxPaths } from '../../../runtime/box/paths.ts'

/** How the stub agent of a test behaves; see stub-agent.ts. */
export type StubManner =
  | 'well'
  | 'not-linked'
  | 'deaf'
  | 'crashing'
  | 'crashing-later'
  | 'tells-secrets'
  | 'reads-everything'

/** The stub agent as a program. */
export const stubCommand = [process.execPath, join(import.meta.dirname, 'stub-agent.ts')]

/** The variables by which it knows how to behave. */
export function stubEnvironment(manner: StubManner, environment: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...environment, STUB_MANNER: manner, STUB_TEST: String(process.pid) }
}

export interface Home {
  readonly paths: BoxPaths
  /** Starts the stub agent in this home. */
  start(manner?: StubManner, options?: Omit<StartOptions, 'command'>): Promise<Started>
  logText(): Promise<string>
  untilLogged(pattern: RegExp): Promise<void>
}

/** Between two looks at what tells of no change, in ms: without a pause they would take the time of what is waited for. */
export const betweenLooks = 10

/** Waits until a process that is no child of the test is gone. */
export async function untilGone(pid: number): Promise<void> {
  const identity = processIdentity(pid)
  while (identity && isAlive(identity)) await pause(betweenLooks)
}

/** A throw-away home; an agent that still runs in it is killed at the end of the test. `depth` makes its path long. */
export async function temporaryHome(t: ExecutionContext, { depth = 0 } = {}): Promise<Home> {
  const base = await mkdtemp(join(tmpdir(), 'agent-'))
  const home = join(base, ...Array.from({ length: depth }, () => 'a-folder-with-a-long-name'))
  await mkdir(home, { recursive: true })
  const paths = boxPaths({ HOME: home })
  t.teardown(async () => {
    const holder = readHolder(paths)
    if (holder && holder.pid !== process.pid && isAlive(holder)) process.kill(holder.pid, 'SIGKILL')
    await rm(base, { recursive: true, force: true })
  })
  return {
    paths,
    start: (manner = 'well', options = {}) =>
      startAgent(paths, {
        command: stubCommand,
        ...options,
        environment: stubEnvironment(manner, options.environment),
      }),
    logText: () => readFile(paths.logFile, 'utf8'),
    untilLogged: async (pattern) => {
      while (!pattern.test(await readFile(paths.logFile, 'utf8'))) await pause(betweenLooks)
    },
  }
}
