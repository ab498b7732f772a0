import { once } from 'node:events'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { ExecutionContext } from 'ava'

/** What a proxy was asked for: how, by whom, and for which place. */
export interface Passage {
  readonly by: 'socks4' | 'socks5' | 'http'
  readonly who: string | undefined
  readonly host: string
  readonly port: number
}

/** A proxy on loopback that leads everything, whatever was asked for, to one server on this machine. */
export interface TestProxy {
  readonly port: number
  readonly passages: readonly Passage[]
}

interface Options {
  /** The port of the server that all is led to. */
  readonly to: number
  /** `name:password` that is asked for. */
  readonly who?: string
  /** How the answers are sent: in single bytes, so that none comes whole. */
  readonly byByte?: boolean
}

/** Starts a SOCKS proxy, version 4A and 5, written from their descriptions (RFC 1928, RFC 1929) for tests alone. */
export async function socksProxy(
  t: ExecutionContext,
  { to, who, byByte = false }: Options,
): Promise<TestProxy> {
  const passages: Passage[] = []
  const server = createServer((client) => {
    client.on('error', () => client.destroy())
    const say = (...bytes: number[]): void => {
      if (byByte) for (const byte of bytes) client.write(Uint8Array.of(byte))
      else client.write(Uint8Array.from(bytes))
    }
    void passed(client, say, who).then(
      (passage) => {
        if (passage === undefined) return client.end()
        passages.push(passage)
        const upstream = connect(to, '127.0.0.1', () => {
          if (passage.by === 'socks4') say(0, 90, 0, 0, 0, 0, 0, 0)
          else say(5, 0, 0, 3, 9, ...Buffer.from('localhost'), 0, 80)
          client.pipe(upstream).pipe(client)
        })
        upstream.on('error', () => client.destroy())
        client.on('close', () => upstream.destroy())
        return undefined
      },
      () => client.destroy(),
    )
  })
  return { port: await listening(t, server), passages }
}

async function passed(
  client: Socket,
  say: (...bytes: number[]) => void,
  who: string | undefined,
): Promise<Passage | undefined> {
  const [version = 0, second = 0] = await taken(client, 2)
  if (version === 4) {
    const [high = 0, low = 0] = await taken(client, 2)
    await taken(client, 4)
    const user = await untilZero(client)
    return { by: 'socks4', who: user || undefined, host: await untilZero(client), port: high * 256 + low }
  }
  const methods = await taken(client, second)
  const method = who === undefined ? 0 : 2
  say(5, methods.includes(method) ? method : 255)
  let named: string | undefined
  if (method === 2) {
    const [, length = 0] = await taken(client, 2)
    const name = (await taken(client, length)).toString()
    const [rest = 0] = await taken(client, 1)
    named = `${name}:${await taken(client, rest)}`
    say(1, named === who ? 0 : 1)
    if (named !== who) return undefined
  }
  const [, , , kind, length = 0] = await taken(client, 5)
  if (kind !== 3) throw new Error('only names are led on')
  const host = (await taken(client, length)).toString()
  const [high = 0, low = 0] = await taken(client, 2)
  return { by: 'socks5', who: named, host, port: high * 256 + low }
}

async function taken(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    if (count === 0) return Buffer.alloc(0)
    const bytes: Buffer | null = socket.read(count)
    if (bytes !== null) return bytes
    await once(socket, 'readable')
  }
}

async function untilZero(socket: Socket): Promise<string> {
  const bytes: number[] = []
  for (;;) {
    const [byte = 0] = await taken(socket, 1)
    if (byte === 0) return Buffer.from(bytes).toString()
    bytes.push(byte)
  }
}

/** Starts an HTTP proxy that sends each request on to the server. */
export async function httpProxy(t: ExecutionContext, { to, who }: Options): Promise<TestProxy> {
  const passages: Passage[] = []
  const server = createHttpServer((request, response) => {
    const url = new URL(request.url ?? '')
    const given = request.headers['proxy-authorization']?.replace(/^Basic /i, '')
    const named = given && Buffer.from(given, 'base64').toString()
    if (named !== who) {
      response.writeHead(407).end()
      return
    }
    passages.push({ by: 'http', who: named, host: url.hostname, port: Number(url.port || 80) })
    const { method, headers } = request
    const path = url.pathname + url.search
    const onward = httpRequest({ port: to, host: '127.0.0.1', method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  return { port: await listening(t, server), passages }
}

async function listening(t: ExecutionContext, server: Server): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}
