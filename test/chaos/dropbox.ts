import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ContentHash } from '../../runtime/core/tree.ts'
import { spawnEmulator } from '../clients/emulator-process.ts'
import type { Cleanup } from '../installed/box.ts'
import { type Answer, type DropboxUser, dropboxUser, sendTo } from './dropbox-user.ts'

export { type Answer, DropboxTrouble } from './dropbox-user.ts'

/** A Dropbox in a process of its own, with what somebody needs who works in it through the API. */
export interface ChaosDropbox extends DropboxUser {
  readonly url: string
  readonly pid: number
  /** What a box needs in its environment to be linked. */
  link(): Promise<Record<string, string>>
  /** Asks a control route. */
  control(method: string, route: string, body?: unknown): Promise<Answer>
  /** Bytes of content that were sent and fetched so far. */
  moved(): Promise<number>
  /** Ends it, and gives the content of every revision that it ever had. */
  revisions(): Promise<Set<ContentHash>>
}

export async function startDropbox(t: Cleanup, dataFolder: string, seed: number): Promise<ChaosDropbox> {
  const emulator = await spawnEmulator(t, '--data', dataFolder, '--seed', String(seed))
  const control: ChaosDropbox['control'] = (method, route, body) =>
    askControl(emulator.url, method, route, body)
  const { access_token } = await control('POST', 'tokens', { expiresIn: 30 * 24 * 3600 })

  return {
    ...dropboxUser(emulator.url, String(access_token)),
    url: emulator.url,
    pid: emulator.pid,
    async link() {
      const token = await control('POST', 'tokens', {})
      return {
        DROPBOX_API_URL: emulator.url,
        DROPBOX_APP_KEY: String(token['app_key']),
        DROPBOX_REFRESH_TOKEN: String(token['refresh_token']),
      }
    },
    control,
    async moved() {
      const stats = await control('GET', 'stats')
      return Number(stats['contentBytesUp']) + Number(stats['contentBytesDown'])
    },
    async revisions() {
      await emulator.end('SIGTERM')
      const database = new DatabaseSync(join(dataFolder, 'state.db'), { readOnly: true })
      try {
        const rows = database.prepare('SELECT DISTINCT content_hash AS hash FROM revision').all()
        return new Set(rows.map(({ hash }) => String(hash)))
      } finally {
        database.close()
      }
    },
  }
}

/** Asks a control route of the emulator at `url`. */
export async function askControl(
  url: string,
  method: string,
  route: string,
  body?: unknown,
): Promise<Answer> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  return (await sendTo(url, `/emulator/${route}`, init)) ?? {}
}
