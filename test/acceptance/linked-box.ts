import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import type { Emulator } from '../../emulator/server.ts'
import { openControl } from '../../runtime/agent/client.ts'
import type { AgentReport } from '../../runtime/agent/control.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { boxPaths } from '../../runtime/box/paths.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import type { SyncStatus } from '../../runtime/engine/status.ts'
import { type Box, installedPart } from '../installed/box.ts'

/** An installed box whose agent talks to an emulator. */
export interface LinkedBox extends Box {
  /** The Dropbox folder. */
  readonly folder: string
  /** The agent's process. */
  pid(): Promise<number>
  /** What the agent says it does; throws when it does not run. */
  status(): Promise<SyncStatus>
  /** Asks for a look at everything, and for the status, until that is `Up to date` after two looks in a row. */
  settle(): Promise<void>
}

const busy: ReadonlySet<SyncStatus['state']> = new Set(['starting', 'checking', 'listing', 'syncing'])

/** Installs the part, links it with a refresh token from the environment, and passes `operands` on to `dropbox_init --yes`. */
export async function linkedBox(
  t: ExecutionContext,
  emulator: Emulator,
  ...operands: string[]
): Promise<LinkedBox> {
  const token = emulator.issueToken()
  const box = await installedPart(t, {
    DROPBOX_API_URL: emulator.url,
    DROPBOX_APP_KEY: token.app_key,
    DROPBOX_REFRESH_TOKEN: token.refresh_token,
  })
  const linked = await box.dropboxInit('--yes', ...operands.map((operand) => operand.replace('~', box.home)))
  if (linked.exitCode !== 0) throw new Error(`dropbox_init: ${linked.stderr}`)

  // Asks the agent what the programs ask, but starts none: they would take the time that the agent needs.
  const paths = boxPaths(box.env)
  const report = async (): Promise<AgentReport> => {
    if (!(await isRunning(paths))) throw new Error('the agent does not run')
    await using control = await openControl(paths)
    return control.report()
  }
  const status = async () => (await report()).status
  const rescan = async () => {
    await using control = await openControl(paths)
    await control.rescan()
  }
  // Each look at everything takes that time as well, and what failed is only tried again at the next one.
  const whileBusy = async (): Promise<void> => {
    const until = performance.now() + 5_000
    while (busy.has((await status()).state) && performance.now() < until) await pause(50)
  }
  return {
    ...box,
    folder: join(box.home, 'Dropbox'),
    pid: async () => (await report()).pid,
    status,
    async settle() {
      for (let calm = 0; calm < 2; ) {
        await rescan()
        const now = await status()
        if (['halted', 'failed', 'unlinked'].includes(now.state))
          throw new Error(`the agent says: ${describeStatus(now)}`)
        calm = now.state === 'up-to-date' ? calm + 1 : 0
        if (calm === 0) await whileBusy()
      }
    },
  }
}
