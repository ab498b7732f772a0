import { createServer as createHttpsServer } from 'node:https'
import { createServer as createNetServer, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { setDefaultCACertificates } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import { makeDropboxCertificate } from '../../../../../bench/proxy/certificate.ts'
import { largeAnswers } from '../../../../../runtime/cloud/connection/large/answers.ts'
import { type LargeRequest, requestLarge } from '../../../../../runtime/cloud/connection/large/request.ts'
import { listening, serve } from './serve.ts'

const content = Buffer.from(new Uint8Array(3 * 1024 * 1024 + 5).map((_, index) => (index * 7) % 253))

/** A server that does with each connection, once it has asked, what no HTTP server would. */
function serveRaw(t: ExecutionContext, answer: (socket: Socket) => void): Promise<URL> {
  return listening(
    t,
    createNetServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => answer(socket))
      t.teardown(() => socket.destroy())
    }),
  )
}

function asked(url: URL, patience: Partial<LargeRequest['patience']> = {}, signal?: AbortSignal) {
  return requestLarge({
    method: 'POST',
    url,
    headers: { 'x-test': 'a' },
    signal: signal ?? new AbortController().signal,
    patience: { connect: 10_000, answer: 10_000, pause: 10_000, longest: 60_000, ...patience },
  })
}

async function bodyOf(answer: Awaited<ReturnType<typeof asked>>): Promise<Buffer> {
  if (answer.kind === 'unusual') throw new Error('unusual')
  const pieces: Buffer[] = []
  for await (const piece of answer.body) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

test('a large body comes whole, from a request that says what a server needs', async (t) => {
  const url = await serve(t, (request, response) => {
    t.is(request.method, 'POST')
    t.is(request.url, '/2/x?y=z')
    t.is(request.headers['x-test'], 'a')
    t.is(request.headers['content-length'], '0')
    response.writeHead(206, { 'content-length': content.length, 'dropbox-api-result': '{}' }).end(content)
  })
  const answer = await asked(url)
  if (answer.kind !== 'plain') return t.fail()
  t.is(answer.status, 206)
  t.is(answer.headers.get('dropbox-api-result'), '{}')
  t.true((await bodyOf(answer)).equals(content))
})

test('the same over TLS, from a server that proves who it is', async (t) => {
  const { authority, cert, key } = await makeDropboxCertificate()
  const server = createHttpsServer({ cert, key }, (_, response) =>
    response.writeHead(200, { 'content-length': content.length }).end(content),
  )
  const url = await listening(t, server, 'https')
  await t.throwsAsync(asked(url), { message: /certificate/ })
  setDefaultCACertificates([authority])
  t.true((await bodyOf(await asked(url))).equals(content))
})

test('a body stops when nobody reads it, and goes on when somebody does', async (t) => {
  let sent = 0
  const whole = 8 * content.length
  const url = await serve(t, (_, response) => {
    response.writeHead(200, { 'content-length': whole })
    const more = (): void => {
      while (sent < whole) {
        sent += content.length
        if (!response.write(content)) return void response.once('drain', more)
      }
      response.end()
    }
    more()
  })
  const answer = await asked(url)
  if (answer.kind !== 'plain') return t.fail()
  for (let before = -1; before < sent; ) {
    before = sent
    await after(50)
  }
  t.true(sent < whole)
  t.is((await bodyOf(answer)).length, whole)
})

test('a refusal comes with its body', async (t) => {
  const url = await serve(t, (_, response) => response.writeHead(409, { 'content-length': 5 }).end('{"a":'))
  const answer = await asked(url)
  t.like(answer, { kind: 'plain', status: 409 })
  t.is((await bodyOf(answer)).toString(), '{"a":')
})

test('a body that ends too early fails after what came of it', async (t) => {
  const url = await serveRaw(t, (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345'))
  const answer = await asked(url)
  if (answer.kind !== 'plain') return t.fail()
  const body = answer.body[Symbol.asyncIterator]()
  t.is(Buffer.from((await body.next()).value ?? []).toString(), '12345')
  await t.throwsAsync(async () => body.next(), { message: 'the connection ended' })
})

test('what comes after a body is not part of it', async (t) => {
  const url = await serveRaw(t, (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n12345'))
  t.is((await bodyOf(await asked(url))).toString(), '123')
})

test('silence ends a request before its answer, and in the middle of it', async (t) => {
  const mute = await serveRaw(t, () => {})
  await t.throwsAsync(asked(mute, { answer: 50 }), { message: 'silence' })
  const faltering = await serveRaw(t, (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1'),
  )
  await t.throwsAsync(bodyOf(await asked(faltering, { pause: 50 })), { message: 'silence' })
})

test('a request that is given up ends at once', async (t) => {
  const ended = Promise.withResolvers<void>()
  const mute = await serveRaw(t, (socket) => socket.once('close', () => ended.resolve()))
  const controller = new AbortController()
  const asking = asked(mute, {}, controller.signal)
  controller.abort(new Error('given up'))
  await t.throwsAsync(asking, { message: 'given up' })
  await t.throwsAsync(asked(mute, {}, controller.signal), { message: 'given up' })
})

test('a body that is left lets go of its connection', async (t) => {
  const ended = Promise.withResolvers<void>()
  const url = await serveRaw(t, (socket) => {
    socket.once('close', () => ended.resolve())
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n')
    const more = (): void => void socket.write(content, (error) => error ?? more())
    more()
  })
  const answer = await asked(url)
  if (answer.kind !== 'plain') return t.fail()
  for await (const _ of answer.body) break
  await t.notThrowsAsync(ended.promise)
})

test('no header can smuggle in another', async (t) => {
  const url = await serve(t, (_, response) => response.end())
  await t.throwsAsync(
    requestLarge({
      method: 'POST',
      url,
      headers: { a: 'b\r\nc: d' },
      signal: new AbortController().signal,
      patience: { connect: 1000, answer: 1000, pause: 1000, longest: 1000 },
    }),
    { instanceOf: TypeError },
  )
})

test('where successes are framed in other ways, a general client is asked from then on', async (t) => {
  let requests = 0
  let status = 409
  const url = await serve(t, (_, response) => {
    requests++
    response.writeHead(status).write('chunked')
    response.end()
  })
  const patience = { connect: 10_000, pause: 10_000, longest: 10_000 }
  const ask = largeAnswers(patience, new AbortController().signal)
  const request = { method: 'POST', url: url.href, headers: {}, silence: 10_000 } as const
  t.is(await ask(request), undefined)
  status = 200
  t.is(await ask(request), undefined)
  t.is(requests, 2)
  t.is(await ask(request), undefined)
  t.is(requests, 2)
})
