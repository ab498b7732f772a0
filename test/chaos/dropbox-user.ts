import type { ContentHash } from '../../runtime/core/tree.ts'

/** Somebody who works in a Dropbox through the API, without any program of ours. */
export interface DropboxUser {
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

/** ms; a call that trouble has swallowed is given up after that. */
const patience = 60_000

/** Sends a request to the server at `url`; undefined for a 409. Throws DropboxTrouble. */
export async function sendTo(url: string, path: string, init: RequestInit): Promise<Answer | undefined> {
  try {
    const answer = await fetch(url + path, { signal: AbortSignal.timeout(patience), ...init })
    const text = await answer.text()
    if (answer.status === 409) return undefined
    if (!answer.ok) throw new Error(`${answer.status} ${text}`)
    return JSON.parse(text) as Answer
  } catch (error) {
    throw new DropboxTrouble(`${path}: ${error}`, { cause: error })
  }
}

/** Whoever has this access token for the Dropbox at `url`. */
export function dropboxUser(url: string, accessToken: string): DropboxUser {
  const authorization = `Bearer ${accessToken}`

  const call: DropboxUser['call'] = (route, argument) =>
    sendTo(url, `/2/files/${route}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(argument),
    })
  const callWithContent = (route: string, argument: unknown, content: Uint8Array<ArrayBuffer>) =>
    sendTo(url, `/2/files/${route}`, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/octet-stream',
        'Dropbox-API-Arg': ascii(JSON.stringify(argument)),
      },
      body: content,
    })

  return {
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
      const content = Buffer.concat([...files.values()])
      requireSuccess(await callWithContent('upload_session/append_batch', { entries }, content))
      const commits = [...files.keys()].map((path, index) => ({
        cursor: { session_id: sessions[index], offset: lengths[index] },
        commit: { path },
      }))
      requireSuccess(await call('upload_session/finish_batch_v2', { entries: commits }))
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
  }
}

/** Throws DropboxTrouble unless each entry of a batch came to something; the first that did not is told. */
function requireSuccess(answer: Answer | undefined): void {
  const entries = answer?.['entries'] as readonly Answer[] | undefined
  const failed = entries?.find((entry) => entry['.tag'] !== 'success')
  if (entries === undefined || failed !== undefined)
    throw new DropboxTrouble(`not everything could be added: ${JSON.stringify(failed ?? 'refused')}`)
}

/** JSON as an HTTP header may carry it (dropbox.com/developers/reference/json-encoding). */
function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
