import { createServer, request } from 'node:http'
import type { ExecutionContext } from 'ava'

/** Stands between a box and Dropbox, passes everything on, and remembers each secret that went over the wire. */
export interface WireTap {
  readonly url: string
  readonly secrets: ReadonlySet<string>
}

const secretFields = /^(code|code_verifier|client_secret|refresh_token|access_token)$/

/** Starts such a server in front of `target`; it ends with the test. */
export async function wireTap(t: ExecutionContext, target: string): Promise<WireTap> {
  const secrets = new Set<string>()
  const hear = (text: string): void => {
    for (const [name, value] of new URLSearchParams(text)) if (secretFields.test(name)) secrets.add(value)
    for (const [, name = '', value = ''] of text.matchAll(/"(\w+)"\s*:\s*"([^"]+)"/g))
      if (secretFields.test(name)) secrets.add(value)
  }
  const server = createServer((incoming, outgoing) => {
    const bearer = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1]
    if (bearer !== undefined) secrets.add(bearer)
    const isToken = incoming.url?.includes('/oauth2/') === true
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (isToken) {
          let text = ''
          answer.on('data', (chunk) => {
            text += String(chunk)
          })
          answer.on('end', () => hear(text))
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    if (isToken) incoming.on('data', (chunk) => hear(String(chunk)))
    incoming.pipe(onward)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, secrets }
}
