import { setTimeout as pause } from 'node:timers/promises'
import { openControl } from '../../runtime/agent/client.ts'
import { boxPaths } from '../../runtime/box/paths.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import type { Stage } from './stage.ts'

/** How long any one thing may take before the demonstration gives up, in ms. */
const patience = 45_000

/**
 * Waits, showing the agent's status, until `done` is true and the agent says `Up to date`. Gives the ms that took.
 * Rejects when that takes too long, or the agent halts or fails.
 */
export async function untilSynced(
  { terminal, box, signal }: Stage,
  done: () => Promise<boolean>,
): Promise<number> {
  const started = performance.now()
  return terminal.spin('Syncing', async (show) => {
    for (;;) {
      await using control = await openControl(boxPaths(box.environment))
      const { status } = await control.report()
      show(describeStatus(status))
      if (status.state === 'halted' || status.state === 'failed')
        throw new Error(`The agent stopped: ${describeStatus(status)}`)
      if (status.state === 'up-to-date' && (await done())) return performance.now() - started
      if (performance.now() - started > patience)
        throw new Error(`The agent did not finish in time: ${describeStatus(status)}`)
      await pause(100, undefined, { signal })
    }
  })
}
