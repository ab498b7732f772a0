import type { Socket } from 'node:net'
import type { Reader } from './reader.ts'
import { connectedEvent, openSocket } from './socket.ts'

/** A connection that carries one request after the other. */
export interface Line {
  readonly socket: Socket
  /** Resolves when it can be written to; what it fails with before is told to the reader. */
  readonly connected: Promise<void>
  /** Who is told what comes; nobody between two requests. */
  reader: Reader | undefined
  /** Whether silence is ours at the moment, so that it ends nothing. */
  isWaiting: boolean
}

/** Connections that are kept for the next request to the same server. */
export interface Lines {
  /** One that waits, or a new one. */
  take(url: URL): Line
  /** To be used again, all of the answer having come. */
  giveBack(url: URL, line: Line): void
  /** Ends those that wait; none is kept from then on. */
  close(): void
}

/** Far less than servers keep an idle connection (node:http 5 s, nginx 75 s): one that is just being closed would fail a request. ms. */
const longestIdle = 1000
/** Answers are short. Bytes. */
const readSize = 16 * 1024

/** `connect`: how long to wait in silence for a connection, in ms. */
export function createLines(connect: number): Lines {
  const idle = new Map<string, Line[]>()
  let closed = false

  const open = (url: URL): Line => {
    const connected = Promise.withResolvers<void>()
    const socket = openSocket({
      url,
      connect,
      readSize,
      take: (bytes) => {
        if (line.reader !== undefined) return line.reader.take(bytes)
        // Nothing was asked: it would be taken for the answer to what is asked next.
        socket.destroy()
        return true
      },
    })
    const line: Line = { socket, connected: connected.promise, reader: undefined, isWaiting: false }
    socket.once(connectedEvent(url), () => {
      // By way of the stream comes only the news of its end.
      socket.resume()
      connected.resolve()
    })
    socket.on('timeout', () => {
      if (!line.isWaiting) socket.destroy(new Error('silence'))
    })
    socket.on('error', (error) => line.reader?.failed(error))
    socket.once('close', () => {
      const kept = idle.get(url.origin)?.filter((other) => other !== line) ?? []
      idle.set(url.origin, kept)
      line.reader?.failed(new Error('the connection ended'))
    })
    return line
  }

  return {
    take(url) {
      const waiting = idle.get(url.origin) ?? []
      for (let line = waiting.pop(); line !== undefined; line = waiting.pop())
        if (line.socket.writable) {
          line.socket.ref()
          return line
        }
      return open(url)
    },
    giveBack(url, line) {
      // The server may have ended it right after its answer.
      if (closed || !line.socket.writable || line.socket.readableEnded) return void line.socket.destroy()
      line.reader = undefined
      line.socket.unref()
      line.socket.setTimeout(longestIdle)
      idle.set(url.origin, [...(idle.get(url.origin) ?? []), line])
    },
    close() {
      closed = true
      for (const { socket } of [...idle.values()].flat()) socket.destroy()
    },
  }
}
