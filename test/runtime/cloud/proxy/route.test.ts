import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setDefaultCACertificates } from 'node:tls'
import test from 'ava'
import { makeDropboxCertificate } from '../../../../bench/proxy/certificate.ts'
import { createTransport, readText } from '../../../../runtime/cloud/connection/transport.ts'
import type { ProxyChoice } from '../../../../runtime/cloud/proxy/choice.ts'
import { proxiedEnvironment } from '../../../../runtime/cloud/proxy/choice.ts'
import { type ScriptedDropbox, scriptedDropbox } from '../scripted-dropbox.ts'
import { httpProxy, socksProxy } from './test-proxy.ts'

const me = {
  account_id: 'dbid:AAA',
  name: { display_name: 'Ann', given_name: 'Ann', surname: '', familiar_name: 'Ann', abbreviated_name: 'A' },
  email: 'ann@example.com',
}

/** A name that leads nowhere: only a proxy can reach it. */
const apiUrl = 'http://dropbox.invalid:8080'
const place = { host: 'dropbox.invalid', port: 8080 }

const portOf = ({ url }: Pick<ScriptedDropbox, 'url'>): number => Number(new URL(url).port)

const through = (choice: Omit<Extract<ProxyChoice, { mode: 'manual' }>, 'mode' | 'host'>) =>
  proxiedEnvironment({}, { mode: 'manual', host: '127.0.0.1', ...choice })

test('calls go through a SOCKS proxy of either version, however its answers come', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: me }))
  for (const [type, who, byByte] of [
    ['socks5', undefined, false],
    ['socks5', 'ann:p w', true],
    ['socks4', undefined, true],
  ] as const) {
    const proxy = await socksProxy(t, { to: portOf(dropbox), byByte, ...(who ? { who } : {}) })
    const [username, password] = who?.split(':') ?? []
    const environment = through({ type, port: proxy.port, username, password })
    const cloud = dropbox.cloud({ apiUrl, environment })
    t.is((await cloud.account()).name, 'Ann')
    await cloud.close()
    t.deepEqual(proxy.passages, [{ by: type, who, ...place }])
  }
})

test('calls go through an HTTP proxy with a name and a password', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: me }))
  const proxy = await httpProxy(t, { to: portOf(dropbox), who: 'a@b:c/d' })
  const environment = through({ type: 'http', port: proxy.port, username: 'a@b', password: 'c/d' })
  const cloud = dropbox.cloud({ apiUrl, environment })
  t.is((await cloud.account()).name, 'Ann')
  await cloud.close()
  t.deepEqual(proxy.passages, [{ by: 'http', who: 'a@b:c/d', ...place }])
})

test('large answers and bodies, and TLS, go through a SOCKS proxy too', async (t) => {
  const { authority, cert, key } = await makeDropboxCertificate()
  setDefaultCACertificates([authority])
  const large = 'x'.repeat(3_000_000)
  const server = createSecureServer({ cert, key }, (request, response) => {
    let size = 0
    request.on('data', (piece: Buffer) => {
      size += piece.length
    })
    request.on('end', () => response.end(`${size} ${large}`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const proxy = await socksProxy(t, { to: (server.address() as AddressInfo).port })
  const address = 'https://content.dropboxapi.com'
  const environment = through({ type: 'socks5', port: proxy.port })
  const transport = createTransport({ connect: 10_000, pause: 10_000, address, environment })
  t.teardown(() => transport.close())
  const asked = { method: 'POST', url: `${address}/x`, headers: {}, silence: 10_000 } as const
  const down = await transport.send({ ...asked, large: true })
  t.is(await readText(down.body, 5_000_000), `0 ${large}`)
  const up = await transport.send({ ...asked, body: { pieces: [Buffer.alloc(3_000_000)] } })
  t.is((await readText(up.body, 5_000_000)).slice(0, 8), '3000000 ')
  for (const { host, port } of proxy.passages) t.deepEqual([host, port], ['content.dropboxapi.com', 443])
})

test('a proxy that refuses, hangs up, or says nothing is a broken connection, told in words without the password', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: me }))
  const proxy = await socksProxy(t, { to: portOf(dropbox), who: 'ann:right' })
  for (const [type, port, patience, told] of [
    ['socks5', proxy.port, 30_000, /does not accept the name and the password/],
    // A server of HTTP, which waits for more.
    ['socks5', portOf(dropbox), 300, /SOCKS/],
    ['socks4', 1, 30_000, /ECONNREFUSED/],
  ] as const) {
    const environment = through({ type, port, username: 'ann', password: 'the wrong one' })
    const transport = createTransport({ connect: patience, pause: patience, address: apiUrl, environment })
    const sent = transport.send({ method: 'GET', url: `${apiUrl}/`, headers: {}, silence: 30_000 })
    const error = await t.throwsAsync(sent)
    t.like(error, { fault: { kind: 'broken' } })
    const { fault } = error as unknown as { fault: { detail: string } }
    t.regex(fault.detail, told)
    t.notRegex(fault.detail, /wrong one/)
    await transport.close()
  }
})

test('another way holds at once: what is on its way is sent again by the new one', async (t) => {
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>()
  const dropbox = await scriptedDropbox(t, (_, times) => {
    if (times > 1) return { json: me }
    return { raw: () => ask() }
  })
  const [first, second] = [
    await socksProxy(t, { to: portOf(dropbox) }),
    await httpProxy(t, { to: portOf(dropbox) }),
  ]
  const cloud = dropbox.cloud({ apiUrl, environment: through({ type: 'socks5', port: first.port }) })
  t.teardown(() => cloud.close())
  const account = cloud.account()
  await isAsked
  await cloud.reroute(through({ type: 'http', port: second.port }))
  t.is((await account).name, 'Ann')
  t.deepEqual([first.passages.length, second.passages.length], [1, 1])
  await cloud.account()
  t.is(second.passages.length, 2)
})
