import type { Emulator } from '../../../emulator/server.ts'
import { digestLength } from './test-box.ts'

/** Somebody else's hands on the same Dropbox: plain API calls, with an access token of their own. */
export interface RemoteSide {
  write(path: string, content: string | Uint8Array): Promise<void>
  folder(path: string): Promise<void>
  delete(path: string): Promise<void>
  move(from: string, to: string): Promise<void>
  copy(from: string, to: string): Promise<void>
  read(path: string): Promise<Buffer>
  /** Like `listing` of a folder on a box. */
  listing(folder?: string): Promise<Record<string, string>>
}

export function remoteSide(emulator: Emulator): RemoteSide {
  const { access_token } = emulator.issueToken()
  const authorization = `Bearer ${access_token}`

  const rpc = async (route: string, body: unknown): Promise<unknown> => {
    const answer = await fetch(`${emulator.url}/2/${route}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const argument = (value: unknown): string =>
    JSON.stringify(value).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  const read = async (path: string): Promise<Buffer> => {
    const answer = await fetch(`${emulator.url}/2/files/download`, {
      method: 'POST',
      headers: { authorization, 'dropbox-api-arg': argument({ path }) },
    })
    if (!answer.ok) throw new Error(`download ${path}: ${answer.status} ${await answer.text()}`)
    return Buffer.from(await answer.arrayBuffer())
  }

  return {
    read,
    async write(path, content) {
      const answer = await fetch(`${emulator.url}/2/files/upload`, {
        method: 'POST',
        headers: {
          authorization,
          'dropbox-api-arg': argument({ path, mode: 'overwrite' }),
          'content-type': 'application/octet-stream',
        },
        body: typeof content === 'string' ? content : new Uint8Array(content),
      })
      if (!answer.ok) throw new Error(`upload ${path}: ${answer.status} ${await answer.text()}`)
      await answer.arrayBuffer()
    },
    folder: async (path) => void (await rpc('files/create_folder_v2', { path })),
    delete: async (path) => void (await rpc('files/delete_v2', { path })),
    move: async (from, to) => void (await rpc('files/move_v2', { from_path: from, to_path: to })),
    copy: async (from, to) => void (await rpc('files/copy_v2', { from_path: from, to_path: to })),
    async listing(folder = '') {
      type Entry = { path_display: string; content_hash?: string }
      type Page = { entries: Entry[]; cursor: string; has_more: boolean }
      const found: Record<string, string> = {}
      let page = (await rpc('files/list_folder', { path: folder, recursive: true })) as Page
      for (;;) {
        for (const entry of page.entries) {
          const relative = entry.path_display.slice(folder.length + 1)
          if (relative === '' || entry.path_display.startsWith('/.box-parts')) continue
          found[relative] = entry.content_hash?.slice(0, digestLength) ?? '/'
        }
        if (!page.has_more) break
        page = (await rpc('files/list_folder/continue', { cursor: page.cursor })) as Page
      }
      return Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1)))
    },
  }
}
