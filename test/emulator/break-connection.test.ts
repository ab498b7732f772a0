import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { breakConnection } from '../../emulator/control/misfortune.ts'

async function connection(t: ExecutionContext): Promise<{ client: Socket; socket: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = await accepted
  return { client, socket }
}

test('a broken connection is reset', async (t) => {
  const { client, socket } = await connection(t)
  const failed = once(client, 'error')
  breakConnection({ socket } as ServerResponse)
  t.is((await failed)[0].code, 'ECONNRESET')
})

test('a connection whose caller has gone is closed, too', async (t) => {
  const { client, socket } = await connection(t)
  socket.resume()
  client.end()
  await once(socket, 'end')
  socket.end()
  const closed = once(socket, 'close')
  breakConnection({ socket } as ServerResponse)
  await closed
  t.true(socket.destroyed)
})
