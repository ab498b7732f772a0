import { connect as connectPlainly, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

export interface SocketOptions {
  readonly url: URL
  /** How long to wait in silence for a connection, in ms: then comes `timeout`. */
  readonly connect: number
  /** Bytes that the socket is read into, all the time the same. */
  readonly readSize: number
  /** Told what comes, which may be used anew at once; false: enough for now. */
  readonly take: (bytes: Uint8Array) => boolean
}

/** A connection to the server of a URL, by TLS where it says so; the news of its end comes by way of the stream once it is resumed. */
export function openSocket({ url, connect, readSize, take }: SocketOptions): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isSecure = url.protocol === 'https:'
  const options = {
    host,
    port: Number(url.port || (isSecure ? 443 : 80)),
    // The end of a body would wait for the server to say that it has what came before.
    noDelay: true,
    onread: {
      buffer: new Uint8Array(readSize),
      callback: (length: number, buffer: Uint8Array) => take(buffer.subarray(0, length)),
    },
  }
  // An address is no name for TLS to ask for (RFC 6066, section 3).
  const name = isIP(host) === 0 ? { servername: host } : {}
  const socket = isSecure
    ? connectSecurely({ ...options, ...name, ALPNProtocols: ['http/1.1'] })
    : connectPlainly(options)
  return socket.setTimeout(connect)
}

/** The event of a socket that can be written to. */
export function connectedEvent({ protocol }: URL): 'secureConnect' | 'connect' {
  return protocol === 'https:' ? 'secureConnect' : 'connect'
}

/** What a request by HTTP/1.1 begins with. Throws TypeError for a header that would begin another one. */
export function requestHead(
  method: 'GET' | 'POST',
  url: URL,
  headers: Readonly<Record<string, string>>,
): string {
  const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new TypeError(`No value for the header ${name}`)
    return `${name}: ${value}\r\n`
  })
  return `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`
}

export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('ended', { cause: reason })
}
