import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A running proxy. */
export interface ConnectProxy {
  /** Like `http://127.0.0.1:43210`, for `HTTPS_PROXY`. */
  url: string
  port: number
  /** How many tunnels were opened to each host name, and how many were refused. */
  tunnels(): { opened: Record<string, number>; refused: Record<string, number> }
  /** Cuts every tunnel and frees the port. May be called again. */
  close(): Promise<void>
}

/** The names that Dropbox's clients talk to: api, content and notify of one domain, the other with www or without. */
const DROPBOX_HOSTS = /^([a-z0-9-]+\.)?dropbox(api)?\.com:443$/

/**
 * Starts an HTTP proxy on loopback that leads every tunnel (CONNECT, RFC 9110 section 9.3.6) for a Dropbox host to
 * `target`, a local port that speaks TLS under those names, and refuses every other host with 403. So programs that
 * only know Dropbox's own addresses can be run unchanged against a server on this machine: nothing leaves it.
 */
export async function startConnectProxy(target: { port: number; host?: string }): Promise<ConnectProxy> {
  const opened: Record<string, number> = {}
  const refused: Record<string, number> = {}
  const tunnels = new Set<Duplex>()

  const server = createServer((_, response) => {
    response.writeHead(405, { Allow: 'CONNECT', 'Content-Type': 'text/plain' })
    response.end('This proxy only opens tunnels.\n')
  })
  server.on('connect', (request, client, head) => {
    const authority = request.url ?? ''
    if (!DROPBOX_HOSTS.test(authority)) {
      count(refused, authority)
      client.on('error', () => client.destroy())
      client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    count(opened, authority.slice(0, authority.indexOf(':')))
    const upstream = connect({ port: target.port, host: target.host ?? '127.0.0.1', noDelay: true })
    tunnels.add(client).add(upstream)
    joinEnds(client, upstream)
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      if (head.length > 0) upstream.write(head)
      client.pipe(upstream)
      upstream.pipe(client)
    })
    client.once('close', () => tunnels.delete(client))
    upstream.once('close', () => tunnels.delete(upstream))
  })

  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
  let closed: Promise<void> | undefined
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    tunnels: () => ({ opened: { ...opened }, refused: { ...refused } }),
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const end of tunnels) end.destroy()
      })
      return closed
    },
  }
}

/** Whatever breaks one end of a tunnel breaks the other: neither side shall wait for a peer that is gone. */
function joinEnds(client: Duplex, upstream: Socket): void {
  client.on('error', () => upstream.destroy())
  upstream.on('error', () => client.destroy())
  client.once('close', () => upstream.destroy())
  upstream.once('close', () => client.destroy())
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}
