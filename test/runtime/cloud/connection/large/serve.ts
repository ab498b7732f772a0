import { createServer as createHttpServer, type RequestListener } from 'node:http'
import type { Server } from 'node:net'
import type { ExecutionContext } from 'ava'

/** Lets a server listen on a free port of this machine until the test ends; an address in it. */
export async function listening(t: ExecutionContext, server: Server, scheme = 'http'): Promise<URL> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  t.teardown(() => server.close())
  const address = server.address()
  return new URL(`${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/2/x?y=z`)
}

/** An HTTP server that answers with `listener`, until the test ends; an address in it. */
export const serve = (t: ExecutionContext, listener: RequestListener): Promise<URL> =>
  listening(t, createHttpServer(listener))
