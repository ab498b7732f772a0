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
  upload(
    argument: Readonly<Record<string, unknown>>,
    content: Uint8Array<ArrayBuffer>,
  ): Promise<Answer | undefined>
  /** Adds up to 1,000 files at once, by their paths. */
  add(files: ReadonlyMap<string, Uint8Array>): Promise<void>
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
  const callWithContent = (route: string, argument: unknown, content: Uint8Array<ArrayBuffer>) =>
    send(`/2/files/${route}`, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/octet-stream',
        'Dropbox-API-Arg': ascii(JSON.stringify(argument)),
      },
      body: content,
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
    upload: (argument, content) => callWithContent('upload', argument, content),
    async add(files) {
      const started = await call('upload_session/start_batch', { num_sessions: files.size })
      const sessions = started?.['session_ids'] as string[]
      const lengths = [...files.values()].map(({ length }) => length)
      const entries = sessions.map((session_id, index) => ({
        cursor: { session_id, offset: 0 },
        length: lengths[index],
        close: true,
      }))
      await callWithContent('upload_session/append_batch', { entries }, Buffer.concat([...files.values()]))
      const commits = [...files.keys()].map((path, index) => ({
        cursor: { session_id: sessions[index], offset: lengths[index] },
        commit: { path },
      }))
      const finished = await call('upload_session/finish_batch_v2', { entries: commits })
      const results = finished?.['entries'] as readonly Answer[] | undefined
      if (results?.every((result) => result['.tag'] === 'success') !== true)
        throw new DropboxTrouble(`not everything could be added: ${JSON.stringify(finished).slice(0, 300)}`)
    },
    async tree() {
      const found = new Map<string, ContentHash | '/'>()
      let page = await call('list_folder', { path: '', recursive: true, limit: 2000 })
      for (; page !== undefined; page = await call('list_folder/continue', { cursor: page['cursor'] })) {
        // The marks of boxes are no part of what syncs.
        for (const entry of page['entries'] as Listed[])
          if (!entry.path_display.startsWith('/.box-parts'))
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
