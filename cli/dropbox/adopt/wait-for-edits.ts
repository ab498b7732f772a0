import { openControl } from '../../../runtime/agent/client.ts'
import { isRunning } from '../../../runtime/agent/running.ts'
import type { BoxPaths } from '../../../runtime/box/paths.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import { describeStatus } from '../../../runtime/engine/describe/status.ts'
import type { Left } from '../../../runtime/engine/left.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { pauseFor } from '../../terminal/pause.ts'

/** Edits are waited for so long at most, ms. */
const longest = 60_000
/** Between two questions to the agent, ms. */
const rest = 100
/** An agent that is at work on very many files may take so long to answer, ms. */
const patience = 30_000
const mostNamed = 20

/**
 * Waits, while an agent runs and can sync, until a folder of the Dropbox folder is the same in Dropbox: what differs when the folder is linked elsewhere becomes a conflict copy.
 * `show` is told what goes on. Gives what is not the same by then, or undefined. Throws AgentError, and the reason of `signal`.
 */
export async function waitForEdits(
  paths: BoxPaths,
  name: string,
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<Left | undefined> {
  if (!(await isRunning(paths))) return undefined
  await using control = await openControl(paths, { patience })
  const keys = [keyOf(`/${name}`)]
  const until = performance.now() + longest
  const look = await control.look()
  for (;;) {
    signal.throwIfAborted()
    const { verdict, status } = await control.left(look, keys, 0)
    // What is stuck although all else syncs is nothing that Dropbox has otherwise.
    if (verdict === 'same' || (verdict === 'stuck' && syncs(status))) return undefined
    const isHopeless = verdict === 'stuck' || status.state === 'offline'
    if (isHopeless || performance.now() >= until) return await control.left(look, keys, mostNamed)
    show(`${describeStatus(status)} (--no-wait goes on at once)`)
    await pauseFor(rest, signal)
  }
}

function syncs({ state }: SyncStatus): boolean {
  return state === 'up-to-date' || state === 'checking' || state === 'syncing'
}
