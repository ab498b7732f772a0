import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { Emulator } from '../../emulator/server.ts'
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
      }
    },
  }
}
