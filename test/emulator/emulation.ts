import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { Dropbox } from 'dropbox'
import { request } from 'undici'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts'
import { quickDisk } from '../quick-disk.ts'

/** An answer of the API, read whole. */
export interface Reply {
  status: number
  headers: Pick<Headers, 'get'>
  /** The JSON of the body, or of Dropbox-API-Result for a download. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  json: any
  text: string
  bytes: Buffer
}

/** A way to call one emulator as one person, as plainly as HTTP allows. */
export interface Caller {
  token: string
  rpc(route: string, argument?: unknown, headers?: Record<string, string>): Promise<Reply>
  upload(
    route: string,
    argument: unknown,
    body: string | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<Reply>
  download(route: string, argument: unknown, headers?: Record<string, string>): Promise<Reply>
  /** Uploads a file by files/upload and gives its metadata. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  put(path: string, content: string | Uint8Array, more?: Record<string, unknown>): Promise<any>
}

/** A folder of the test's own, removed after it. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(quickDisk(), 'emulator-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** An emulator of the test's own, closed after it. */
export async function emulate(
  t: ExecutionContext,
  options: Partial<EmulatorOptions> = {},
): Promise<Emulator> {
  const emulator = await startEmulator({ dataFolder: await temporaryFolder(t), seed: 1, ...options })
  t.teardown(() => emulator.close())
  return emulator
}

/** An emulator and somebody who may do everything in it. */
export async function emulateFor(t: ExecutionContext, options: Partial<EmulatorOptions> = {}) {
  const emulator = await emulate(t, options)
  return { emulator, me: callerOf(emulator) }
}

/** Somebody who calls with this token, or with a new one for everything. */
export function callerOf(emulator: Emulator, token: string = emulator.issueToken().access_token): Caller {
  const send = async (
    route: string,
    headers: Record<string, string>,
    body: string | Uint8Array | undefined,
  ) => {
    // Costs a third of what fetch does, and there are thousands of calls.
    const answer = await request(`${emulator.url}/2/${route}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...headers },
      body: body === undefined ? null : Buffer.from(body),
    })
    const get = (name: string) => {
      const value = answer.headers[name]
      return value === undefined ? null : String(value)
    }
    return replyOf(answer.statusCode, { get }, Buffer.from(await answer.body.arrayBuffer()))
  }
  const caller: Caller = {
    token,
    rpc: (route, argument, headers = {}) =>
      argument === undefined
        ? send(route, headers, undefined)
        : send(route, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(argument)),
    upload: (route, argument, body, headers = {}) =>
      send(
        route,
        { 'Content-Type': 'application/octet-stream', 'Dropbox-API-Arg': asciiJson(argument), ...headers },
        body,
      ),
    download: (route, argument, headers = {}) =>
      send(route, { 'Dropbox-API-Arg': asciiJson(argument), ...headers }, undefined),
    async put(path, content, more = {}) {
      const reply = await caller.upload('files/upload', { path, ...more }, content)
      if (reply.status !== 200) throw new Error(reply.text)
      return reply.json
    },
  }
  return caller
}

/** Reads an answer to its end. */
export async function readReply(response: Response): Promise<Reply> {
  return replyOf(response.status, response.headers, Buffer.from(await response.arrayBuffer()))
}

function replyOf(status: number, headers: Reply['headers'], bytes: Buffer): Reply {
  const text = bytes.toString()
  const result = headers.get('dropbox-api-result')
  const isJson = /json|javascript/.test(headers.get('content-type') ?? '')
  return {
    ...{ status, headers, bytes, text },
    json: result !== null ? JSON.parse(result) : isJson ? JSON.parse(text) : undefined,
  }
}

/** The official JavaScript SDK, led to the emulator. */
export function sdkFor(emulator: Emulator, options: ConstructorParameters<typeof Dropbox>[0] = {}): Dropbox {
  return new Dropbox({
    accessToken: emulator.issueToken().access_token,
    fetch: fetchFor(emulator),
    ...options,
  })
}

/** A fetch that leads every Dropbox host to the emulator. */
export function fetchFor(emulator: Emulator): typeof fetch {
  return (input, init) => {
    const { pathname, search } = new URL(String(input))
    return fetch(emulator.url + pathname + search, init)
  }
}

/** JSON that fits into a header. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
