import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import type { Emulator } from '../../emulator/server.ts'
import { openControl } from '../../runtime/agent/client.ts'
import { boxPaths } from '../../runtime/box/paths.ts'
import type { SyncStatus } from '../../runtime/engine/status.ts'
import { type Box, installedPart } from '../installed/box.ts'

/** An installed box whose agent talks to an emulator. */
export interface LinkedBox extends Box {
  /** The Dropbox folder. */
  readonly folder: string
  status(): Promise<{
    readonly running: boolean
    readonly text: string
    readonly pid: number
    readonly status: { readonly state: string }
  }>
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

  const status: LinkedBox['status'] = async () => JSON.parse((await box.dropbox('status', '--json')).stdout)
  // Asks the agent what the program asks, but starts none: one after the other they would take the time that the agent needs, and each
  // look at everything as well. What failed is only tried again at the next one.
  const whileBusy = async (): Promise<void> => {
    const until = performance.now() + 5_000
    await using control = await openControl(boxPaths(box.env))
    while (busy.has((await control.report()).status.state) && performance.now() < until) await pause(50)
  }
  return {
    ...box,
    folder: join(box.home, 'Dropbox'),
    status,
    async settle() {
      for (let calm = 0; calm < 2; ) {
        await box.dropbox('rescan')
        const { running, text, status: now } = await status()
        if (!running || ['halted', 'failed', 'unlinked'].includes(now.state))
          throw new Error(`the agent says: ${text}`)
        calm = now.state === 'up-to-date' ? calm + 1 : 0
        if (calm === 0) await whileBusy()
      }
    },
  }
}
