import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ContentHash } from '../../runtime/core/tree.ts'
import { spawnEmulator } from '../clients/emulator-process.ts'
import type { Cleanup } from '../installed/box.ts'

/** A Dropbox in a process of its own, with what somebody needs who works in it through the API. */
export interface ChaosDropbox {
  readonly url: string
  readonly pid: number
  /** What a box needs in its environment to be linked. */
  link(): Promise<Record<string, string>>
  /** Calls a route; undefined when Dropbox refuses (409), since somebody else was faster. Throws DropboxTrouble when it answers badly. */
  call(route: string, argument: unknown): Promise<Answer | undefined>
  upload(argument: Readonly<Record<string, unknown>>, content: Uint8Array): Promise<Answer | undefined>
  /** Every path relative to the top, with the content hash of a file or `/` of a folder. */
  tree(): Promise<Map<string, ContentHash | '/'>>
  /** Asks a control route. */
  control(method: string, route: string, body?: unknown): Promise<Answer>
  /** Bytes of content that were sent and fetched so far. */
  moved(): Promise<number>
  /** Ends it, and gives the content of every revision that it ever had. */
  revisions(): Promise<Set<ContentHash>>
}

/** A call came to nothing, or nobody knows what it came to. */
export class DropboxTrouble extends Error {
  override readonly name = 'DropboxTrouble'
}

export type Answer = Readonly<Record<string, unknown>>

interface Listed {
  readonly '.tag': string
  readonly path_display: string
  readonly content_hash?: string
}

export async function startDropbox(t: Cleanup, dataFolder: string, seed: number): Promise<ChaosDropbox> {
  const emulator = await spawnEmulator(t, '--data', dataFolder, '--seed', String(seed))
  const send = async (path: string, init: RequestInit): Promise<Answer | undefined> => {
    try {
      const answer = await fetch(emulator.url + path, init)
      const text = await answer.text()
      if (answer.status === 409) return undefined
      if (!answer.ok) throw new Error(`${answer.status} ${text}`)
      return JSON.parse(text) as Answer
    } catch (error) {
      throw new DropboxTrouble(`${path}: ${error}`, { cause: error })
    }
  }
  const control: ChaosDropbox['control'] = async (method, route, body) =>
    (await send(`/emulator/${route}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })) ?? {}
  const { access_token } = await control('POST', 'tokens', { expiresIn: 30 * 24 * 3600 })
  const authorization = `Bearer ${access_token}`

  const call: ChaosDropbox['call'] = (route, argument) =>
    send(`/2/files/${route}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(argument),
    })

  return {
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
    call,
    upload: (argument, content) =>
      send('/2/files/upload', {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/octet-stream',
          'Dropbox-API-Arg': ascii(JSON.stringify(argument)),
        },
        body: content,
      }),
    async tree() {
      const found = new Map<string, ContentHash | '/'>()
      let page = await call('list_folder', { path: '', recursive: true, limit: 2000 })
      for (; page !== undefined; page = await call('list_folder/continue', { cursor: page['cursor'] })) {
        for (const entry of page['entries'] as Listed[])
          found.set(entry.path_display.slice(1), entry.content_hash ?? '/')
        if (page['has_more'] !== true) return found
      }
      throw new Error('Dropbox could not be listed')
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

/** JSON as an HTTP header may carry it (dropbox.com/developers/reference/json-encoding). */
function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
