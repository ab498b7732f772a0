/** Calls routes of one Dropbox, each once; throws at any answer that is no success. */
export interface Call {
  json<Answer>(route: string, argument: unknown): Promise<Answer>
  content(route: string, argument: unknown, body: Buffer<ArrayBuffer>): Promise<void>
  download(route: string, argument: unknown): Promise<Buffer>
}

export function callWith(url: string, token: string): Call {
  const authorization = `Bearer ${token}`
  const ask = async (
    route: string,
    headers: Record<string, string>,
    body?: string | Buffer<ArrayBuffer>,
  ): Promise<Response> => {
    const answer = await fetch(`${url}/2/files/${route}`, {
      method: 'POST',
      headers: { authorization, ...headers },
      ...(body === undefined ? {} : { body }),
    })
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  return {
    async json<Answer>(route: string, argument: unknown) {
      const answer = await ask(route, { 'content-type': 'application/json' }, JSON.stringify(argument))
      return (await answer.json()) as Answer
    },
    async content(route, argument, body) {
      const answer = await ask(
        route,
        { 'content-type': 'application/octet-stream', 'Dropbox-API-Arg': JSON.stringify(argument) },
        body,
      )
      await answer.arrayBuffer()
    },
    async download(route, argument) {
      const answer = await ask(route, { 'Dropbox-API-Arg': JSON.stringify(argument) })
      return Buffer.from(await answer.arrayBuffer())
    },
  }
}
