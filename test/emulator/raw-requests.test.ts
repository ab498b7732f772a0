import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { emulateFor } from './emulation.ts'

const LIST = '{"path": ""}'

/** Sends bytes as they are; gives all that comes back until the connection ends. */
async function send(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const { promise, resolve } = Promise.withResolvers<void>()
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    answer += chunk
  })
  // A server that refuses a request in its middle may end by a reset, after its answer.
  socket.on('error', () => undefined)
  socket.on('close', () => resolve())
  socket.write(request)
  await promise
  return answer
}

function post(path: string, headers: readonly string[], body: string): string {
  const lines = [`POST ${path} HTTP/1.1`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`]
  return `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`
}

function statusOf(answer: string): number {
  return Number(answer.split(' ')[1])
}

async function isAlive(t: ExecutionContext, url: string): Promise<void> {
  t.is((await fetch(`${url}/emulator/stats`)).status, 200)
}

test('requests are routed by their path, whatever the Host header says', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const rest = [`Authorization: Bearer ${me.token}`, 'Content-Type: application/json']
  const hosts = [
    'evil.example.com',
    '',
    'a b c',
    '[::1',
    'api.dropboxapi.com:99999',
    '%00',
    '<script>',
    'x/y?z#q',
    'user:word@host',
    '日本',
  ]
  for (const host of hosts) {
    t.is(
      statusOf(await send(emulator.port, post('/2/files/list_folder', [`Host: ${host}`, ...rest], LIST))),
      200,
      host,
    )
    const page = `GET /emulator/stats HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    t.is(statusOf(await send(emulator.port, page)), 200, host)
  }
})

test('methods and addresses that do not fit are refused, each with a status of 400 to 405', async (t) => {
  const { emulator } = await emulateFor(t)
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'NONSENSE']) {
    for (const path of [
      '/2/files/list_folder',
      '/2/files/upload',
      '/2/none',
      '/none',
      '/oauth2/token',
      '/2/__proto__',
      '/%',
    ]) {
      const answer = await send(
        emulator.port,
        `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      )
      t.true([400, 404, 405].includes(statusOf(answer)), `${method} ${path}: ${answer}`)
    }
  }
  await isAlive(t, emulator.url)
})

test('what is no JSON is a 400, however deep or long', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const headers = ['Host: a', `Authorization: Bearer ${me.token}`, 'Content-Type: application/json']
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '5',
    '{"path": ""',
    '['.repeat(200_000),
    '{"a":'.repeat(100_000),
  ]) {
    t.is(statusOf(await send(emulator.port, post('/2/files/list_folder', headers, body))), 400)
  }
  await isAlive(t, emulator.url)
})

test('a header of more than a mebibyte is refused', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const token = `Authorization: Bearer ${me.token}`
  const long = (length: number) =>
    post(
      '/2/files/list_folder',
      ['Host: a', token, 'Content-Type: application/json', `X: ${'x'.repeat(length)}`],
      LIST,
    )
  t.is(statusOf(await send(emulator.port, long(1_000_000))), 200)
  t.is(statusOf(await send(emulator.port, long(1_100_000))), 431)
  await isAlive(t, emulator.url)
})

test('an upload that comes slowly keeps nobody waiting', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const slow = connect(emulator.port, '127.0.0.1')
  const answer = text(slow)
  slow.write(
    [
      'POST /2/files/upload HTTP/1.1',
      'Host: a',
      `Authorization: Bearer ${me.token}`,
      'Content-Type: application/octet-stream',
      'Dropbox-API-Arg: {"path": "/slow"}',
      'Content-Length: 10',
      'Connection: close',
      '\r\nfirst',
    ].join('\r\n'),
  )
  while (emulator.stats().contentBytesUp < 5) await me.rpc('users/get_space_usage')
  await me.put('/fast', 'done before')
  t.is((await me.rpc('files/get_metadata', { path: '/slow' })).status, 409)
  slow.write(' half')
  t.is(statusOf(await answer), 200)
  t.is((await me.download('files/download', { path: '/slow' })).text, 'first half')
})

test('a connection that ends in the middle of a request is nobody else’s trouble', async (t) => {
  const { emulator } = await emulateFor(t)
  for (const piece of [
    'POST /2/files/up',
    'POST /2/files/upload HTTP/1.1\r\nHost: a\r\n',
    '\x16\x03\x01',
    '',
  ]) {
    const socket = connect(emulator.port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(piece)
    socket.destroy()
  }
  await isAlive(t, emulator.url)
})
