import { setTimeout as pause } from 'node:timers/promises'
import type { BoxPaths } from '../box/paths.ts'
import { AgentError } from './errors.ts'
import { type Holder, readHolder } from './process/holder.ts'
import { commandLineOf, isAlive } from './process/process-identity.ts'
import { isRunning } from './running.ts'
import { askAgent } from './socket/request.ts'

export interface StopOptions {
  /** How long the agent may take to answer, to end when asked, and to end when told by SIGTERM, in ms each. */
  readonly patience?: number
}

/**
 * Ends the agent and waits until it is gone: asks it over its socket, then sends SIGTERM, and at last SIGKILL, which it survives
 * without loss. Only a process that is proven to be this home's agent gets a signal. Throws AgentError `not-stopped`.
 */
export async function stopAgent(
  paths: BoxPaths,
  { patience = 6_000 }: StopOptions = {},
): Promise<'stopped' | 'not-running'> {
  const listens = await isRunning(paths)
  const holder = readHolder(paths)
  const agent = holder && isOurAgent(holder) ? holder : undefined
  if (!listens && !agent) return 'not-running'

  if (listens) await ask(paths, Math.min(patience, 2_000))
  if (await isGone(paths, agent, patience)) return 'stopped'
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!agent) break
    send(agent, signal)
    if (await isGone(paths, agent, patience)) return 'stopped'
  }
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'a process that cannot be found'
  throw new AgentError('not-stopped', `Dropbox (${who}) does not end. End it on the machine where it runs.`, {
    data: { holder },
  })
}

async function ask(paths: BoxPaths, patience: number): Promise<void> {
  try {
    await askAgent(paths.socketFile, { method: 'POST', path: '/stop', patience })
  } catch (error) {
    // An agent that hangs gets a signal instead, and one that has just ended needs nothing.
    if (!(error instanceof AgentError)) throw error
  }
}

async function isGone(paths: BoxPaths, agent: Holder | undefined, patience: number): Promise<boolean> {
  for (const until = performance.now() + patience; ; await pause(20)) {
    if (agent ? !isAlive(agent) : !(await isRunning(paths))) return true
    if (performance.now() >= until) return false
  }
}

/** The process number may have been given to another one since, or belong to another container. */
function isOurAgent(holder: Holder): boolean {
  return (
    holder.role === 'agent' &&
    isAlive(holder) &&
    commandLineOf(holder.pid).some((word) => word.includes('agent'))
  )
}

function send(holder: Holder, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (isOurAgent(holder)) process.kill(holder.pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
