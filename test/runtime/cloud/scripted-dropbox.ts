import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ConnectionOptions } from '../../../runtime/cloud/connection/connection.ts'
import { createCloud, type DropboxCloud } from '../../../runtime/cloud/dropbox.ts'
import type { Credentials } from '../../../runtime/cloud/sign-in/credentials.ts'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { createFixedRandom, createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** One request as a script sees it. */
export interface Call {
  /** `files/upload`, or `oauth2/token`. */
  readonly route: string
  /** The JSON of the body or of Dropbox-API-Arg. */
  // biome-ignore lint/suspicious/noExplicitAny: a script knows what it was sent
  readonly argument: any
  readonly body: Buffer
  readonly headers: IncomingMessage['headers']
  readonly url: string
}

/** What a script answers: JSON by default, text when `text` is given, or whatever `raw` does with the response. */
export interface Reply {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Record<string, string>
  readonly raw?: (response: ServerResponse, request: IncomingMessage) => void
}

export type Script = (call: Call, times: number) => Reply | Promise<Reply>

export interface ScriptedDropbox {
  readonly url: string
  readonly calls: readonly Call[]
  readonly clock: VirtualClock
  /** The routes called, in order. */
  readonly routes: () => string[]
  cloud(options?: Partial<ConnectionOptions>): DropboxCloud
}

export const temporary: Credentials = {
  kind: 'temporary',
  access: { token: secret('access'), expiresAt: undefined },
}

export const refreshable: Credentials = {
  kind: 'refreshable',
  appKey: 'key',
  refreshToken: secret('refresh'),
  access: { token: secret('access'), expiresAt: undefined },
}

/** A refusal by a route's own error union. */
export function refusal(error: unknown): Reply {
  return { status: 409, json: { error_summary: 'refused/..', error } }
}

/** Starts a server that answers by script; `times` counts the calls of the route from 1. Ends with the test. */
export async function scriptedDropbox(
  t: { teardown(work: () => unknown): void },
  script: Script,
): Promise<ScriptedDropbox> {
  const calls: Call[] = []
  const clock = createVirtualClock()
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const header = request.headers['dropbox-api-arg']
    const route = (request.url ?? '').replace(/^\/(2\/)?/, '')
    const json = typeof header === 'string' ? header : isJson(request) ? body.toString() : undefined
    const call = {
      route,
      argument: json === undefined ? undefined : JSON.parse(json),
      body,
      headers: request.headers,
      url: request.url ?? '',
    }
    calls.push(call)
    const reply = await script(call, calls.filter((other) => other.route === route).length)
    if (reply.raw) return reply.raw(response, request)
    response.writeHead(reply.status ?? 200, {
      'content-type': reply.text === undefined ? 'application/json' : 'text/plain; charset=utf-8',
      ...reply.headers,
    })
    response.end(reply.text ?? JSON.stringify(reply.json ?? null))
  }

  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  const clouds: DropboxCloud[] = []
  t.teardown(async () => {
    await Promise.all(clouds.map((cloud) => cloud.close()))
    server.closeAllConnections()
    server.close()
  })
  return {
    url,
    calls,
    clock,
    routes: () => calls.map(({ route }) => route),
    cloud(options = {}) {
      const cloud = createCloud({
        credentials: temporary,
        apiUrl: url,
        clock,
        random: createFixedRandom(),
        userAgent: 'test/1',
        ...options,
      })
      clouds.push(cloud)
      return cloud
    },
  }
}

function isJson(request: IncomingMessage): boolean {
  return request.headers['content-type'] === 'application/json'
}

/** A FileMetadata as Dropbox would send it. */
export function fileMetadata(path: string, hash: string, size: number, rev = '0123456789abc') {
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path_lower: path.toLowerCase(),
    path_display: path,
    id: `id:${hash.slice(0, 22)}`,
    client_modified: '2026-01-02T03:04:05Z',
    server_modified: '2026-01-02T03:04:05Z',
    rev,
    size,
    is_downloadable: true,
    content_hash: hash,
  }
}
