import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'undici'

/** How one request is made to go wrong between the client and Dropbox. */
export type Misfortune =
  /** Answered without being done. */
  | {
      readonly how: 'answered'
      readonly status: number
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Taken and never answered, undone or done. */
  | { readonly how: 'silence'; readonly done: boolean }
  /** The connection breaks, in the request or in the answer to what was done. */
  | { readonly how: 'reset'; readonly done: boolean }
  /** Done, and the answer changed on its way. */
  | { readonly how: 'spoilt'; readonly spoil: (answer: Answer) => Answer }
  /** Done twice: something on the way has sent it again. */
  | { readonly how: 'doubled' }
  /** Said to have failed, and done a moment later. */
  | { readonly how: 'late' }

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A server in front of another, which hands on all that it is asked, but for what is to go wrong. */
export interface Front {
  readonly url: string
  /** Lets the next request of a route go wrong, after `skip` others. */
  strike(route: string, misfortune: Misfortune, skip?: number): void
  /** Lets nothing go wrong any more; how many requests did since the last time. */
  calm(): number
  close(): Promise<void>
}

interface Waiting {
  readonly route: string
  readonly misfortune: Misfortune
  skip: number
}

/** Starts one on a free port of this machine. */
export async function startFront(target: string): Promise<Front> {
  let waiting: Waiting[] = []
  let struck = 0
  const late = new Set<Promise<unknown>>()
  const held = new Set<ServerResponse>()

  const handOn = async (incoming: IncomingMessage, body: Buffer): Promise<Answer> => {
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = incoming.headers
    const answer = await request(target + incoming.url, {
      method: incoming.method === 'GET' ? 'GET' : 'POST',
      headers: headers as Record<string, string>,
      body: incoming.method === 'GET' ? null : body,
    })
    const bytes = new Uint8Array(await answer.body.arrayBuffer())
    const kept = Object.entries(answer.headers).flatMap(([name, value]) =>
      ['connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name)
        ? []
        : [[name, String(value)] as const],
    )
    return { status: answer.statusCode, headers: Object.fromEntries(kept), body: bytes }
  }
  const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
    response.writeHead(status, { ...headers, 'content-length': String(body.byteLength) })
    response.end(body)
  }
  const next = (route: string): Misfortune | undefined => {
    const found = waiting.find((one) => one.route === route)
    if (found === undefined || found.skip-- > 0) return undefined
    waiting = waiting.filter((one) => one !== found)
    struck++
    return found.misfortune
  }

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = (incoming.url ?? '').replace(/^\/(2\/)?/, '').replace(/\?.*$/, '')
    const misfortune = next(route)
    if (misfortune?.how === 'reset' && !misfortune.done) return void incoming.socket.resetAndDestroy()
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    switch (misfortune?.how) {
      case undefined:
        return send(response, await handOn(incoming, body))
      case 'answered':
        return send(response, {
          status: misfortune.status,
          headers: { 'content-type': 'application/json', ...misfortune.headers },
          body: Buffer.from(misfortune.body),
        })
      case 'silence':
        if (misfortune.done) await handOn(incoming, body)
        return void held.add(response)
      case 'reset': {
        const answer = await handOn(incoming, body)
        response.writeHead(answer.status, {
          ...answer.headers,
          'content-length': String(answer.body.length + 1),
        })
        response.write(answer.body.subarray(0, answer.body.length / 2), () =>
          response.socket?.resetAndDestroy(),
        )
        return
      }
      case 'spoilt':
        return send(response, misfortune.spoil(await handOn(incoming, body)))
      case 'doubled':
        await handOn(incoming, body)
        return send(response, await handOn(incoming, body))
      case 'late': {
        send(response, { status: 503, headers: {}, body: Buffer.from('unavailable') })
        const working = handOn(incoming, body).finally(() => late.delete(working))
        late.add(working)
        return
      }
      default:
        misfortune satisfies never
    }
  }

  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (incoming, response) => {
    serve(incoming, response).catch((error: unknown) => response.destroy(error as Error))
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    strike: (route, misfortune, skip = 0) => void waiting.push({ route, misfortune, skip }),
    calm() {
      waiting = []
      for (const response of held) response.destroy()
      held.clear()
      const was = struck
      struck = 0
      return was
    },
    async close() {
      await Promise.allSettled(late)
      server.closeAllConnections()
      server.close()
    },
  }
}
