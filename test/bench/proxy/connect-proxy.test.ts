import { once } from 'node:events'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import { makeDropboxCertificate } from '../../../bench/proxy/certificate.ts'
import { startConnectProxy } from '../../../bench/proxy/connect-proxy.ts'

/** A server that sends back what it gets, and a proxy in front of it. */
async function open(t: ExecutionContext) {
  const server = createServer((socket) => socket.pipe(socket))
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startConnectProxy({ port: (server.address() as AddressInfo).port })
  t.teardown(() => proxy.close())
  return { server, proxy }
}

/** Asks for a tunnel; gives the socket and the first line of the answer. */
async function ask(t: ExecutionContext, port: number, authority: string): Promise<[Socket, string]> {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return [socket, String(answer).split('\r\n')[0] ?? '']
}

test("the proxy leads Dropbox's hosts to its target and counts them", async (t) => {
  const { proxy } = await open(t)
  for (const host of ['api.dropboxapi.com', 'www.dropbox.com', 'dropbox.com', 'api.dropboxapi.com']) {
    const [socket, answer] = await ask(t, proxy.port, `${host}:443`)
    t.is(answer, 'HTTP/1.1 200 Connection established')
    socket.write('hello')
    t.is(String((await once(socket, 'data'))[0]), 'hello')
  }
  t.deepEqual(proxy.tunnels(), {
    opened: { 'api.dropboxapi.com': 2, 'www.dropbox.com': 1, 'dropbox.com': 1 },
    refused: {},
  })
})

test('every other host is refused, and plain requests too', async (t) => {
  const { proxy } = await open(t)
  const strangers = ['example.com:443', 'api.dropboxapi.com:80', 'dropboxapi.com.example.com:443', 'x']
  for (const authority of strangers) {
    const [, answer] = await ask(t, proxy.port, authority)
    t.is(answer, 'HTTP/1.1 403 Forbidden')
  }
  t.deepEqual(Object.keys(proxy.tunnels().refused), strangers)
  t.deepEqual(proxy.tunnels().opened, {})
  t.is((await fetch(proxy.url)).status, 405)
})

test('an end that goes away takes the other with it', async (t) => {
  const { server, proxy } = await open(t)
  const accepted = once(server, 'connection')
  const [client] = await ask(t, proxy.port, 'api.dropboxapi.com:443')
  const [upstream] = (await accepted) as [Socket]
  const gone = once(upstream, 'close')
  client.destroy()
  await gone
  const [other] = await ask(t, proxy.port, 'api.dropboxapi.com:443')
  const cut = once(other, 'close')
  await proxy.close()
  await cut
  t.pass()
})

test('its certificate passes for Dropbox to those who trust its authority', async (t) => {
  const certificate = await makeDropboxCertificate()
  const server = createTlsServer(certificate, (_, response) => response.end('hello'))
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startConnectProxy({ port: (server.address() as AddressInfo).port })
  t.teardown(() => proxy.close())
  const [socket] = await ask(t, proxy.port, 'content.dropboxapi.com:443')
  const tls = connectTls({ socket, servername: 'content.dropboxapi.com', ca: certificate.authority })
  await once(tls, 'secureConnect')
  t.true(tls.authorized)
  tls.write('GET / HTTP/1.1\r\nHost: content.dropboxapi.com\r\nConnection: close\r\n\r\n')
  t.regex(await text(tls), /^HTTP\/1\.1 200[\s\S]*hello/)
})
