import { createServer as createHttpsServer } from 'node:https'
import { createServer as createNetServer, type Socket } from 'node:net'
import { setDefaultCACertificates } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import { makeDropboxCertificate } from '../../../../../bench/proxy/certificate.ts'
import { largeSendings } from '../../../../../runtime/cloud/connection/large/answers.ts'
import { createLines, type Line, type Lines } from '../../../../../runtime/cloud/connection/large/lines.ts'
import { type LargeSending, sendLarge } from '../../../../../runtime/cloud/connection/large/send.ts'
import { openGate } from '../../../../../runtime/cloud/connection/throttle.ts'
import { listening, serve } from './serve.ts'

const content = new Uint8Array(3 * 1024 * 1024 + 5).map((_, index) => (index * 7) % 253)

/** A server that does with each connection, and what comes by it, what no HTTP server would. */
function serveRaw(t: ExecutionContext, connected: (socket: Socket, number: number) => void): Promise<URL> {
  let number = 0
  return listening(
    t,
    createNetServer((socket) => {
      socket.on('error', () => {})
      connected(socket, ++number)
      t.teardown(() => socket.destroy())
    }),
  )
}

function sender(
  t: ExecutionContext,
  url: URL,
  more: Partial<LargeSending> = {},
  lines: Lines = createLines(10_000),
) {
  t.teardown(lines.close)
  return (also: Partial<LargeSending> = {}) =>
    sendLarge(lines, {
      url,
      headers: { 'x-test': 'a' },
      body: { pieces: [content] },
      gate: openGate,
      signal: new AbortController().signal,
      patience: { answer: 10_000, longest: 60_000 },
      ...more,
      ...also,
    })
}

async function textOf(answer: Awaited<ReturnType<typeof sendLarge>>): Promise<string> {
  if (answer.kind === 'unusual') throw new Error('unusual')
  return (await whole(answer.body)).toString()
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(Buffer.from(chunk))
  return Buffer.concat(all)
}

test('bodies arrive whole, one after the other over the same connection, and their way is told', async (t) => {
  const connections = new Set<unknown>()
  const arrived: Buffer[] = []
  const url = await serve(t, (request, response) => {
    t.is(request.method, 'POST')
    t.is(request.url, '/2/x?y=z')
    t.is(request.headers['x-test'], 'a')
    t.is(request.headers['content-length'], `${content.length + 7}`)
    connections.add(request.socket)
    whole(request).then((body) => {
      arrived.push(body)
      response.writeHead(200, { 'content-length': 4 }).end('null')
    }, t.fail)
  })
  const send = sender(t, url)
  const told: number[] = []
  const pieces = [content, new Uint8Array(), new Uint8Array(7).fill(2)]
  for (let times = 0; times < 3; times++)
    t.is(await textOf(await send({ body: { pieces, onSent: (sent) => told.push(sent) } })), 'null')
  t.is(connections.size, 1)
  t.is(arrived.length, 3)
  for (const body of arrived) t.true(body.equals(Buffer.concat(pieces)))
  t.is(told.at(-1), content.length + 7)
})

test('the same over TLS, to a server that proves who it is', async (t) => {
  const { authority, cert, key } = await makeDropboxCertificate()
  const connections = new Set<unknown>()
  const server = createHttpsServer({ cert, key }, (request, response) => {
    connections.add(request.socket)
    whole(request).then(
      (body) => response.end(body.equals(content) ? 'yes' : 'no'),
      () => {},
    )
  })
  const url = await listening(t, server, 'https')
  const send = sender(t, url)
  await t.throwsAsync(send(), { message: /certificate/ })
  setDefaultCACertificates([authority])
  t.is(await textOf(await send()), 'yes')
  t.is(await textOf(await send()), 'yes')
  t.is(connections.size, 1)
})

test('a body that is refused in its middle is not sent on, and its connection not used again', async (t) => {
  let arrived = 0
  const sockets = new Set<Socket>()
  const url = await serveRaw(t, (socket) => {
    sockets.add(socket)
    socket.on('data', ({ length }) => {
      arrived += length
    })
    socket.once('data', () => socket.write('HTTP/1.1 429 x\r\nContent-Length: 4\r\n\r\nslow'))
  })
  const long = { body: { pieces: Array.from({ length: 200 }, () => content) } }
  const send = sender(t, url, long)
  const answer = await send()
  t.like(answer, { status: 429 })
  t.is(await textOf(answer), 'slow')
  t.is(await textOf(await send()), 'slow')
  t.is(sockets.size, 2)
  t.true(arrived < 200 * content.length)
})

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Tells of each connection when so many bytes, and the head before them, have come. */
function onceCame(socket: Socket, came: () => void): void {
  let rest = -1
  socket.on('data', (bytes: Buffer) => {
    if (rest === -1) rest = content.length + bytes.indexOf('\r\n\r\n') + 4
    rest -= bytes.length
    if (rest === 0) {
      rest = -1
      came()
    }
  })
}

test('a connection that the server says it closes, or closes, is not used again', async (t) => {
  const closed = Promise.withResolvers<void>()
  const url = await serveRaw(t, (socket, number) => {
    if (number === 2) socket.once('close', closed.resolve)
    onceCame(socket, () => {
      if (number === 1) socket.write(answer.replace('OK\r\n', 'OK\r\nConnection: Close\r\n'))
      else if (number === 2) socket.end(answer)
      else socket.write(answer.replace('ok', `${number}.`))
    })
  })
  const send = sender(t, url)
  t.is(await textOf(await send()), 'ok')
  t.is(await textOf(await send()), 'ok')
  await closed.promise
  t.is(await textOf(await send()), '3.')
  t.is(await textOf(await send()), '3.')
})

test('what comes between two requests is no answer to the next', async (t) => {
  const first = Promise.withResolvers<Socket>()
  const closed = Promise.withResolvers<void>()
  const url = await serveRaw(t, (socket, number) => {
    if (number === 1) first.resolve(socket)
    socket.once('close', closed.resolve)
    onceCame(socket, () => socket.write(answer.replace('ok', `${number}.`)))
  })
  const send = sender(t, url)
  t.is(await textOf(await send()), '1.')
  const socket = await first.promise
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong')
  await closed.promise
  t.is(await textOf(await send()), '2.')
})

test('an answer that nobody reads to its end lets go of its connection', async (t) => {
  const closed = Promise.withResolvers<void>()
  const url = await serveRaw(t, (socket) => {
    socket.once('close', closed.resolve)
    onceCame(socket, () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'))
  })
  const left = await sender(t, url)()
  if (left.kind !== 'plain') return t.fail()
  left.drop()
  await t.notThrowsAsync(closed.promise)
})

test('a server that is silent, or goes, fails the request', async (t) => {
  const mute = await serveRaw(t, (socket) => void socket.pause())
  await t.throwsAsync(sender(t, mute)({ patience: { answer: 50, longest: 50 } }), { message: 'silence' })
  const deaf = await serveRaw(t, (socket) => void socket.resume())
  await t.throwsAsync(sender(t, deaf)({ patience: { answer: 50, longest: 50 } }), { message: 'silence' })
  const gone = await serveRaw(t, (socket) => void socket.once('data', () => socket.resetAndDestroy()))
  await t.throwsAsync(sender(t, gone)())
  const faltering = await serveRaw(t, (socket) =>
    onceCame(socket, () => socket.write(answer.replace(': 2', ': 9'))),
  )
  await t.throwsAsync(textOf(await sender(t, faltering)({ patience: { answer: 10_000, longest: 50 } })), {
    message: 'an answer that does not come to its end',
  })
})

test('waiting for our own limit of speed is no silence', async (t) => {
  const url = await serve(t, (request, response) => {
    whole(request).then(
      (body) => response.end(`${body.length}`),
      () => {},
    )
  })
  const real = createLines(10_000)
  t.teardown(real.close)
  let line: Line | undefined
  let turns = 0
  const gate = {
    piece: (most: number) => most,
    pass: async () => {
      turns++
      t.true(line?.socket.emit('timeout'))
    },
  }
  const take = (to: URL) => {
    line = real.take(to)
    return line
  }
  const answer = await sender(t, url, { gate }, { ...real, take })()
  t.true(turns > 10)
  t.is(await textOf(answer), `${content.length}`)
})

test('answers in chunks are answers as well, and their connections are used again', async (t) => {
  const connections = new Set<unknown>()
  const url = await serve(t, (request, response) => {
    connections.add(request.socket)
    whole(request).then(
      () => {
        response.write('nu')
        response.end('ll')
      },
      () => {},
    )
  })
  const send = sender(t, url)
  for (let times = 0; times < 3; times++) t.is(await textOf(await send()), 'null')
  t.is(connections.size, 1)
})

test('chunks that are none fail the answer', async (t) => {
  const url = await serveRaw(t, (socket) =>
    onceCame(socket, () => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n')),
  )
  await t.throwsAsync(textOf(await sender(t, url)()), { message: 'a body in chunks that are none' })
})

test('a request with a large body that is given up ends at once', async (t) => {
  const closed = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const url = await serveRaw(t, (socket) => {
    socket.once('data', () => begun.resolve())
    socket.once('close', closed.resolve)
  })
  const controller = new AbortController()
  const send = sender(t, url, { signal: controller.signal })
  const asking = send()
  await begun.promise
  controller.abort(new Error('given up'))
  await t.throwsAsync(asking, { message: 'given up' })
  await t.notThrowsAsync(closed.promise)
  await t.throwsAsync(send(), { message: 'given up' })
})

test('where successes are framed in other ways, a general client sends from then on', async (t) => {
  let requests = 0
  const url = await serve(t, (request, response) => {
    requests++
    whole(request).then(
      () => {
        response.sendDate = false
        response.writeHead(200, { 'content-encoding': 'x' }).end('coded')
      },
      () => {},
    )
  })
  const patience = { connect: 10_000, pause: 10_000, longest: 10_000 }
  const send = largeSendings(patience, new AbortController().signal, openGate)
  const body = { pieces: [content] }
  const request = { method: 'POST', url: url.href, headers: {}, silence: 10_000, body } as const
  t.is(await send(request), undefined)
  t.is(await send(request), undefined)
  t.is(requests, 1)
})

test('connections that wait end with the transport', async (t) => {
  const closed = Promise.withResolvers<void>()
  const url = await serveRaw(t, (socket) => {
    socket.once('close', closed.resolve)
    onceCame(socket, () => socket.write(answer))
  })
  const closing = new AbortController()
  const patience = { connect: 10_000, pause: 10_000, longest: 10_000 }
  const send = largeSendings(patience, closing.signal, openGate)
  const body = { pieces: [content] }
  const sent = await send({ method: 'POST', url: url.href, headers: {}, silence: 10_000, body })
  if (sent === undefined) return t.fail()
  t.is((await whole(sent.body)).toString(), 'ok')
  closing.abort()
  await t.notThrowsAsync(closed.promise)
})
