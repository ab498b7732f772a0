import { createServer } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import test from 'ava'
import { createTransport, isSilence, readText } from '../../../../runtime/cloud/connection/transport.ts'

async function serve(
  t: { teardown(work: () => unknown): void },
  listener: Parameters<typeof createServer>[1],
): Promise<string> {
  const server = createServer(listener)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

test('a body in pieces arrives whole, with its length said, and its way is told', async (t) => {
  const received: Buffer[] = []
  let length: string | undefined
  const address = await serve(t, (request, response) => {
    length = request.headers['content-length']
    request.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => response.end('{}'))
  })
  const transport = createTransport({ connect: 1000, pause: 1000, address, environment: {} })
  const pieces = [new Uint8Array(300_000).fill(1), new Uint8Array(), new Uint8Array(5).fill(2)]
  const told: number[] = []
  const answer = await transport.send({
    method: 'POST',
    url: `${address}/x`,
    headers: {},
    body: { pieces, onSent: (sent) => told.push(sent) },
    silence: 1000,
  })
  t.is(await readText(answer.body, 10), '{}')
  t.is(length, '300005')
  t.true(Buffer.concat(received).equals(Buffer.concat(pieces)))
  t.is(told.at(-1), 300_005)
  t.deepEqual(
    told,
    told.toSorted((one, other) => one - other),
  )
  await transport.close()
})

for (const [size, way] of [
  [700_000, 'a general client'],
  [3_000_000, 'a connection of our own'],
] as const) {
  test(`a body that is read into the same room all the time arrives whole over ${way}`, async (t) => {
    const received: Buffer[] = []
    const address = await serve(t, (request, response) => {
      request.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => response.end('{}'))
    })
    const transport = createTransport({ connect: 10_000, pause: 10_000, address, environment: {} })
    const content = new Uint8Array(size).map((_, index) => index % 251)
    const room = new Uint8Array(100_000)
    const pieces = {
      size,
      async *read() {
        for (let at = 0; at < size; at += room.length) {
          const piece = content.subarray(at, at + room.length)
          room.set(piece)
          yield room.subarray(0, piece.length)
          room.fill(255)
        }
      },
    }
    const body = { pieces }
    const send = () =>
      transport.send({ method: 'POST', url: `${address}/x`, headers: {}, body, silence: 10_000 })
    for (let times = 0; times < 2; times++) {
      received.length = 0
      t.is(await readText((await send()).body, 10), '{}')
      t.true(Buffer.concat(received).equals(content))
    }
    await transport.close()
  })

  test(`what a body cannot be read for is no fault of the connection, over ${way}`, async (t) => {
    const address = await serve(t, (request) => void request.resume())
    const transport = createTransport({ connect: 10_000, pause: 10_000, address, environment: {} })
    const failure = new Error('the disk')
    const pieces = {
      size,
      async *read() {
        yield new Uint8Array(300_000)
        throw failure
      },
    }
    const sending = transport.send({
      method: 'POST',
      url: `${address}/x`,
      headers: {},
      body: { pieces },
      silence: 10_000,
    })
    t.is(await t.throwsAsync(sending), failure)
    await transport.close()
  })
}

test('a slow line is not silence: an upload may take longer than any silence', async (t) => {
  const address = await serve(t, (request, response) => {
    const slowly = async (): Promise<void> => {
      for await (const _ of request) await after(4)
      response.end('{}')
    }
    slowly().catch(() => response.destroy())
  })
  const transport = createTransport({ connect: 1000, pause: 1000, address, environment: {} })
  const began = performance.now()
  const answer = await transport.send({
    method: 'POST',
    url: `${address}/x`,
    headers: {},
    body: { pieces: [new Uint8Array(48 * 1024 * 1024)] },
    silence: 1500,
  })
  t.is(answer.status, 200)
  t.true(performance.now() - began > 1500)
  await transport.close()
})

for (const atRest of [false, true])
  test(`an answer that does not begin in time is silence, ${atRest ? 'also where one timer alone waits' : 'as undici tells the time'}`, async (t) => {
    const address = await serve(t, () => {})
    const transport = createTransport({ connect: 1000, pause: 1000, address, environment: {} })
    const request = {
      method: 'POST',
      url: `${address}/x`,
      headers: {},
      body: '{}',
      silence: 100,
      atRest,
    } as const
    t.true(isSilence(await t.throwsAsync(transport.send(request))))
    const leaving = new AbortController()
    const left = t.throwsAsync(transport.send({ ...request, silence: 60_000, signal: leaving.signal }))
    leaving.abort()
    t.false(isSilence(await left))
    await transport.close()
  })
