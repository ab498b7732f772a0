import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dropbox } from './dropbox.ts'
import { followLink, isLinkPath } from './links/follow-link.ts'
import { answerTokenRequest } from './oauth/token-endpoint.ts'
import { serveEndpoint, serveRoute, unknownRoute } from './protocol/dispatch.ts'
import { sendAnswer } from './protocol/send.ts'
import { ROUTES } from './routes/routes.ts'

/** Answers a request; `settled` waits for those being answered. */
export interface Handler {
  (request: IncomingMessage, response: ServerResponse): void
  settled(): Promise<void>
}

/**
 * Leads each request to what answers it, by its path alone: `/2/` to the API, `/oauth2/token` to the token endpoint,
 * everything else to the pages.
 */
export function createHandler(parts: {
  dropbox: Dropbox
  pages: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void
  scheme: 'http' | 'https'
  closing: AbortSignal
  log: ((line: string) => void) | undefined
}): Handler {
  const { dropbox, pages, scheme, closing, log } = parts
  const running = new Set<Promise<void>>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    mendHost(request)
    const url = addressOf(request, scheme)
    const left = new AbortController()
    response.once('close', () => left.abort())
    const exchange = { request, response, url, signal: AbortSignal.any([left.signal, closing]), closing }
    if (request.method === 'OPTIONS') {
      await sendAnswer(dropbox, exchange, { status: 204, headers: {}, body: '' }, undefined)
    } else if (url.pathname.startsWith('/2/')) {
      const name = url.pathname.slice('/2/'.length)
      const route = ROUTES.get(name)
      if (route) await serveRoute(dropbox, route, exchange)
      else await sendAnswer(dropbox, exchange, unknownRoute(name), undefined)
    } else if (url.pathname === '/oauth2/token' || url.pathname === '/1/oauth2/token') {
      await serveEndpoint(dropbox, 'oauth2/token', exchange, () => answerTokenRequest(dropbox, request, url))
    } else if (isLinkPath(url.pathname) && (request.method === 'GET' || request.method === 'HEAD')) {
      await serveEndpoint(dropbox, 'links', exchange, async () => followLink(dropbox, url, request.headers))
    } else {
      await pages(request, response)
      if (!response.writableFinished && !response.destroyed) await once(response, 'close')
    }
  }

  const handler = (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now()
    const work = answer(request, response)
      .catch((error: unknown) => {
        dropbox.reportBug(error, `${request.method ?? ''} ${request.url ?? ''}`)
        response.destroy()
      })
      .finally(() => {
        running.delete(work)
        // The address is told without its parameters, which may hold a token.
        const path = (request.url ?? '').split('?')[0]
        const status = response.writableEnded ? String(response.statusCode) : 'no answer'
        log?.(`${request.method ?? ''} ${path} ${status} ${Math.round(performance.now() - started)} ms`)
      })
    running.add(work)
  }
  return Object.assign(handler, {
    async settled() {
      await Promise.allSettled(running)
    },
  })
}

function addressOf(request: IncomingMessage, scheme: 'http' | 'https'): URL {
  const base = `${scheme}://${request.headers.host ?? ''}`
  const target = request.url ?? '/'
  return URL.canParse(target, base) ? new URL(target, base) : new URL(`${scheme}://127.0.0.1/`)
}

/** Requests are routed by path: a Host header that names no host must not get in the way, of the pages neither. */
function mendHost(request: IncomingMessage): void {
  const { host = '' } = request.headers
  if (/^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host) && URL.canParse(`http://${host}`)) return
  const { localAddress = '127.0.0.1', localPort = 0 } = request.socket
  request.headers.host = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`
}
