import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ExecutionContext } from 'ava'
import { contentHashOf } from '../../runtime/core/content-hash.ts'

/** A server in the place of Dropbox that says whatever a test wants. */
export interface HostileDropbox {
  readonly url: string
  readonly issueToken: () => ReturnType<typeof token>
  /** The routes that were called, in order. */
  readonly routes: string[]
  /** Calls of everything that changes something in Dropbox. */
  readonly writes: string[]
  /** Gives a route another answer than the harmless one; `times` counts its calls from 1. */
  on(route: string, answer: Answer): void
}

export type Answer = (call: {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly argument: unknown
  readonly times: number
}) => unknown

const harmless = new Set([
  'oauth2/token',
  'users/get_current_account',
  'users/get_space_usage',
  'files/list_folder',
  'files/list_folder/continue',
  'files/list_folder/longpoll',
  'files/download',
  'files/download_zip',
  'files/get_metadata',
])

const account = { account_id: 'dbid:hostile', name: { display_name: 'Mallory' }, email: 'm@example.com' }

/** An entry of the delta, and what a download of it gives. */
export interface Planted {
  readonly entry: Readonly<Record<string, unknown>>
  readonly content: Uint8Array
}

/** A file that is what it says, at a path. `over` replaces fields of what is said. */
export function planted(path: string, over: Readonly<Record<string, unknown>> = {}): Planted {
  const content = Buffer.from(`content of ${path}`)
  const hash = contentHashOf(content)
  const entry = {
    '.tag': 'file',
    name: path.slice(path.lastIndexOf('/') + 1),
    path_lower: path.toLowerCase(),
    path_display: path,
    id: `id:${hash.slice(0, 20)}`,
    client_modified: '2026-01-02T03:04:05Z',
    server_modified: '2026-01-02T03:04:05Z',
    rev: hash.slice(0, 16),
    size: content.byteLength,
    is_downloadable: true,
    content_hash: hash,
    ...over,
  }
  return { entry, content }
}

/** A folder at a path. */
export function plantedFolder(path: string): Planted {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const entry = {
    '.tag': 'folder',
    name,
    path_lower: path.toLowerCase(),
    path_display: path,
    id: `id:${path}`,
  }
  return { entry, content: new Uint8Array() }
}

/** JSON as Dropbox sends it. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

/** Starts such a server, which lists what was planted and lets it be downloaded. It ends with the test. */
export async function hostileDropbox(
  t: ExecutionContext,
  tree: readonly Planted[] = [],
): Promise<HostileDropbox> {
  const answers = new Map<string, Answer>()
  const routes: string[] = []
  const writes: string[] = []

  const usual = (route: string, argument: unknown): unknown => {
    switch (route) {
      case 'oauth2/token':
        return { access_token: 'renewed', expires_in: 14_400, token_type: 'bearer' }
      case 'users/get_current_account':
        return account
      case 'files/list_folder':
        return { entries: tree.map(({ entry }) => entry), cursor: 'c1', has_more: false }
      case 'files/list_folder/continue':
        return { entries: [], cursor: 'c1', has_more: false }
      case 'files/download': {
        const { path } = argument as { path: string }
        return tree.find(({ entry }) => `rev:${String(entry['rev'])}` === path)
      }
      default:
        return undefined
    }
  }

  const answerAsUsual = (route: string, argument: unknown, response: ServerResponse): void => {
    const found = usual(route, argument)
    if (route === 'files/list_folder/longpoll') return
    if (found === undefined)
      sendJson(response, { error_summary: '', error: { '.tag': 'path', path: { '.tag': 'not_found' } } }, 409)
    else if (route !== 'files/download') sendJson(response, found)
    else {
      const { entry, content } = found as Planted
      response.writeHead(200, { 'dropbox-api-result': headerJson(entry) })
      response.end(content)
    }
  }

  const server = createServer({ maxHeaderSize: 1024 * 1024 }, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const route = (request.url ?? '').replace(/^\/(2\/)?/, '')
    const header = request.headers['dropbox-api-arg']
    const text = typeof header === 'string' ? header : Buffer.concat(chunks).toString()
    routes.push(route)
    if (!harmless.has(route)) writes.push(`${route} ${text}`)
    const argument: unknown = text.startsWith('{') ? JSON.parse(text) : undefined
    const times = routes.filter((other) => other === route).length
    const answer = answers.get(route)
    if (answer === undefined) answerAsUsual(route, argument, response)
    else answer({ request, response, argument, times })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    issueToken: token,
    routes,
    writes,
    on: (route, answer) => void answers.set(route, answer),
  }
}

function token() {
  return {
    access_token: 'access',
    refresh_token: 'refresh',
    app_key: 'key',
    account_id: account.account_id,
    expires_in: 14_400,
    scope: '',
    token_type: 'bearer' as const,
    uid: '1',
  }
}

function headerJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
