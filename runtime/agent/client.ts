import { setTimeout as pause } from 'node:timers/promises'
import type { BoxPaths } from '../box/paths.ts'
import type { Control } from './control.ts'
import { AgentError } from './errors.ts'
import { isRunning } from './running.ts'
import { socketControl } from './socket/control.ts'

/**
 * Gives a control over Dropbox on this box: the running agent's, or, while none runs, one that works on the stored state itself.
 * `patience` is how long an answer or the lock may be waited for, in ms. Throws AgentError `locked`, BoxError or StoreError.
 */
export async function openControl(paths: BoxPaths, { patience = 5_000 } = {}): Promise<Control> {
  const until = performance.now() + patience
  for (;;) {
    if (await isRunning(paths)) return socketControl(paths.socketFile, patience)
    // Loaded only when it is needed: a question to the agent is to cost little.
    const { openStoredControl } = await import('./stored/control.ts')
    try {
      return await openStoredControl(paths, patience)
    } catch (error) {
      // An agent that is just starting has the lock before it listens, and one that ends keeps it a little longer.
      const isAgent = error instanceof AgentError && error.code === 'already-running'
      if (!isAgent || performance.now() >= until) throw error
      await pause(20)
    }
  }
}
