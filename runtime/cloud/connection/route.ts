import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { socksConnector } from '../proxy/socks-connector.ts'
import { bodySize, type HttpAnswer, type HttpRequest } from './http.ts'
import { largeAnswers, largeSendings } from './large/answers.ts'
import type { Way } from './proxy.ts'
import type { Gate } from './throttle.ts'

/** The connections by which requests go on one way. */
export interface Route {
  readonly dispatcher: Dispatcher
  /** Sends a request over a connection of our own, where that is cheaper and nothing stands between us and the server; else gives undefined. */
  own(request: HttpRequest): Promise<HttpAnswer | undefined>
  /** Ends every connection, and all that is on its way. */
  close(): Promise<void>
}

/** ms: for a connection to be made, for an answer's body to pause. */
export interface RoutePatience {
  readonly connect: number
  readonly pause: number
}

/** From here on a body is sent over a connection of our own, in bytes. */
const largeFrom = 1024 * 1024

/** Opens connections as they are needed; idle ones keep no process alive. `up` is how fast bodies may go. */
export function openRoute(way: Way, { connect, pause }: RoutePatience, up: Gate): Route {
  const options = {
    allowH2: false,
    connect: { timeout: connect },
    bodyTimeout: pause,
    keepAliveTimeout: 20_000,
    // Dropbox-API-Result holds three spellings of a path, each unit of which may take six bytes.
    maxHeaderSize: 256 * 1024,
  }
  const dispatcher = dispatcherFor(way, options)
  const closing = new AbortController()
  const patience = { connect, pause, longest: 10 * pause }
  const answers = largeAnswers(patience, closing.signal)
  const sendings = largeSendings(patience, closing.signal, up)
  return {
    dispatcher,
    async own(request) {
      if (way.kind !== 'direct') return undefined
      if (request.large) return await answers(request)
      const { body } = request
      return typeof body === 'object' && bodySize(body) >= largeFrom
        ? await sendings({ ...request, body })
        : undefined
    },
    close() {
      closing.abort()
      return dispatcher.destroy()
    },
  }
}

function dispatcherFor(
  way: Way,
  options: Agent.Options & { readonly connect: { readonly timeout: number } },
): Dispatcher {
  switch (way.kind) {
    case 'direct':
      return new Agent(options)
    case 'http':
      return new EnvHttpProxyAgent({ ...options, ...way.proxies })
    case 'socks':
      return new Agent({ ...options, connect: socksConnector(way.proxy, options.connect.timeout) })
    default:
      return way satisfies never
  }
}
