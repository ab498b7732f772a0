import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { buildConnector } from 'undici'
import { type SocksProxy, type SocksStep, socksSteps } from './socks-messages.ts'

/**
 * Connects by way of a SOCKS proxy, by TLS where the target wants it, for undici's Agent. All of it takes `patience` ms at most. The proxy looks the
 * target's name up.
 */
export function socksConnector(proxy: SocksProxy, patience: number): buildConnector.connector {
  return ({ hostname, protocol, port, servername }, callback) => {
    const isSecure = protocol === 'https:'
    const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (isSecure ? 443 : 80)) }
    const socket = connect({ host: proxy.host, port: proxy.port, noDelay: true })
    let open: Socket = socket
    let isDone = false
    const done = (error: Error | null): void => {
      if (isDone) return
      isDone = true
      clearTimeout(late)
      if (error === null) callback(null, open)
      else {
        open.on('error', () => undefined).destroy()
        socket.destroy()
        callback(error, null)
      }
    }
    const late = setTimeout(() => done(new Error('the SOCKS proxy does not answer in time')), patience)
    socket.once('error', done)
    socket.once('close', () => done(new Error('the SOCKS proxy ended the connection')))
    const goOn = (): void => {
      if (!isSecure) {
        done(null)
        return
      }
      const name = servername || (isIP(target.host) === 0 ? target.host : '')
      open = connectSecurely({
        socket,
        ...(name === '' ? {} : { servername: name }),
        ALPNProtocols: ['http/1.1'],
      })
      open.once('error', done)
      open.once('secureConnect', () => done(null))
    }
    socket.once('connect', () => {
      try {
        converse(socket, socksSteps(proxy, target), goOn, done)
      } catch (error) {
        done(error as Error)
      }
    })
  }
}

function converse(socket: Socket, first: SocksStep, open: () => void, failed: (error: Error) => void): void {
  let step = first
  let received = Buffer.alloc(0)
  const read = (): void => {
    try {
      for (;;) {
        // No byte more than the answer has: what follows is the target's.
        const missing = step.length(received) - received.length
        if (missing > 0) {
          const piece: Buffer | null = socket.read(Math.min(missing, socket.readableLength))
          if (piece === null || piece.length === 0) return
          received = Buffer.concat([received, piece])
          continue
        }
        const next = step.next(received)
        if (next === undefined) {
          socket.off('readable', read)
          open()
          return
        }
        step = next
        received = Buffer.alloc(0)
        socket.write(step.send)
      }
    } catch (error) {
      failed(error as Error)
    }
  }
  socket.on('readable', read)
  socket.write(step.send)
}
