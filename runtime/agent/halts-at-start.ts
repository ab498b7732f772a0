import { setTimeout as pause } from 'node:timers/promises'
import type { BoxPaths } from '../box/paths.ts'
import type { Halt } from '../engine/status.ts'
import { AgentError } from './errors.ts'
import { socketControl } from './socket/control.ts'

/**
 * What keeps an agent that was started just now from working, as far as it tells within `patience` ms: a folder that another agent works in,
 * or that is not there. An agent that ends or hangs meanwhile tells nothing.
 */
export async function haltsAtStart(paths: BoxPaths, patience = 1_000): Promise<readonly Halt[]> {
  const control = socketControl(paths.socketFile, patience)
  try {
    for (const until = performance.now() + patience; performance.now() < until; await pause(20)) {
      const { status } = await control.report()
      if (status.state === 'halted') return status.halts
      if (status.state !== 'starting') break
    }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error
  }
  return []
}
