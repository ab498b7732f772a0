import { chmodSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { BoxPaths } from '../../box/paths.ts'
import { AgentError } from '../errors.ts'
import { failureOf } from '../failure.ts'
import { socketAddress } from './address.ts'
import { type Route, routesOf, type ServedControl } from './routes.ts'

export type { ServedControl } from './routes.ts'

/** By require: an import makes Node.js load its own fetch as well (nodejs.org/api/http.html, `http.WebSocket`), which takes as long as the agent's other modules. */
const { createServer } = createRequire(import.meta.url)('node:http') as typeof import('node:http')

/**
 * Serves a control as HTTP on the agent's socket (0600). The caller holds the lock, so that a socket which is there already was
 * left behind. `unexpected` is told of errors that are not made for people. Throws the system's error when it cannot listen.
 */
export async function serveControl(
  paths: BoxPaths,
  control: ServedControl,
  unexpected: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const routes = routesOf(control)
  const server = createServer((request, response) => {
    answer(routes, request, response, paths.logFile, unexpected).catch(unexpected)
  })
  rmSync(paths.socketFile, { force: true })
  const address = socketAddress(paths.socketFile)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.path, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // Nobody else gets as far as here before: the folder is this user's alone.
  chmodSync(paths.socketFile, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      address.close()
    },
  }
}

async function answer(
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
  logFile: string,
  unexpected: (error: unknown) => void,
): Promise<void> {
  const body = await bodyOf(request)
  // Whoever asked is gone.
  if (body === undefined) return
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const route = routes.get(`${request.method} ${path}`)
  try {
    if (route === undefined) return send(response, 404, failureOf(ofAnotherVersion(), ''))
    send(response, 200, await route({ query: new URLSearchParams(query), body }))
  } catch (error) {
    const failure = failureOf(error, logFile)
    if (failure.code === 'failed') unexpected(error)
    send(response, 500, failure)
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk)
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const content = Buffer.from(JSON.stringify(value))
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': content.length })
  response.end(content)
}

function ofAnotherVersion(): AgentError {
  return new AgentError('bad-request', 'This agent is of another version. Restart it.')
}
