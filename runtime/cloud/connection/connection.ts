import type { Dropbox } from 'dropbox'
import PQueue from 'p-queue'
import { abortable } from '../../core/abortable.ts'
import type { Clock } from '../../ports/clock.ts'
import { CloudError } from '../../ports/cloud.ts'
import type { Random } from '../../ports/random.ts'
import type { Credentials } from '../sign-in/credentials.ts'
import { accepted, longestAnswer, longestErrorAnswer } from './accepted.ts'
import { createAccessTokens } from './access-token.ts'
import { type AnswerSchema, answerOf, parsedOrText } from './answer.ts'
import { headerJson } from './header-json.ts'
import { hostAddresses, mapAddress } from './hosts.ts'
import type { HttpAnswer, HttpRequest, RequestBody } from './http.ts'
import type { ConnectionLog } from './log.ts'
import { abortedError, persist } from './persist.ts'
import type { Environment } from './proxy.ts'
import { createRateLimiter, type Lane } from './rate-limit.ts'
import { createReach } from './reach.ts'
import { dropboxSdk } from './sdk.ts'
import { type Bandwidth, createThrottle } from './throttle.ts'
import { requestToken } from './token-endpoint.ts'
import { createTransport, isSilence, readText } from './transport.ts'

export interface ConnectionOptions {
  readonly credentials: Credentials
  /** The namespace of a team space that paths count from, instead of from the account's own folder (Dropbox-API-Path-Root). */
  readonly pathRoot?: string | undefined
  /** DROPBOX_API_URL: one server in place of Dropbox's four hosts. */
  readonly apiUrl?: string | undefined
  readonly clock: Clock
  readonly random: Random
  readonly userAgent: string
  readonly log?: ConnectionLog | undefined
  /** The variables that name proxies. */
  readonly environment?: Environment | undefined
  /** How long any connection may be silent, in ms; a minute. A call that commits many files may take twice that. */
  readonly silence?: number | undefined
  /** How fast bodies go, all together, until it is set anew; as fast as they can. */
  readonly bandwidth?: Bandwidth | undefined
}

/** What the calls of this folder share: one account's tokens, rate limit and sockets. Every method throws what `persist` throws. */
export interface Connection {
  readonly clock: Clock
  readonly random: Random
  /** One RPC call, made by the SDK; `schema` says what of the answer is relied on. */
  rpc<Value>(
    route: string,
    schema: AnswerSchema<Value>,
    signal: AbortSignal | undefined,
    call: (sdk: Dropbox) => Promise<{ readonly result: unknown }>,
  ): Promise<Value>
  /** One call with a body that goes up. For `tellsOfWriters` see `persist`. */
  upload<Value>(
    route: string,
    argument: unknown,
    body: RequestBody,
    schema: AnswerSchema<Value>,
    signal: AbortSignal | undefined,
    tellsOfWriters?: boolean,
  ): Promise<Value>
  /**
   * One call whose body comes down, from `offset` bytes on. `read` gets the answer while its place in the rate limit is held. Of a `large` answer each
   * chunk is good until the next is asked for.
   */
  download<Value>(
    route: string,
    argument: unknown,
    { offset, large }: { readonly offset: number; readonly large: boolean },
    signal: AbortSignal | undefined,
    read: (answer: HttpAnswer) => Promise<Value>,
  ): Promise<Value>
  /**
   * One longpoll: unauthorised, outside the rate limit, answered after `timeout` s and up to 90 s more (dropbox-api-spec).
   * Undefined when the connection fell silent, as it does where something on the way forgets idle connections.
   */
  longpoll<Value>(
    cursor: string,
    timeout: number,
    schema: AnswerSchema<Value>,
    signal: AbortSignal,
  ): Promise<Value | undefined>
  /** Runs one writer of the account's namespace at a time; Dropbox locks it for each (too_many_write_operations). */
  exclusively<Value>(signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value>
  /** See `Cloud.watchConnection`. Longpolls do not count: they are cut where idle connections are. */
  watch(told: (trouble: string | undefined) => void): void
  /** From now on, for what is on its way too. */
  throttle(bandwidth: Bandwidth): void
  /** See `Transport.reroute`. */
  reroute(environment: Environment): Promise<void>
  close(): Promise<void>
}

const concurrentCalls = 12

/** Opens nothing yet; throws CloudSetupError for a bad `apiUrl`. */
export function createConnection({
  credentials,
  pathRoot,
  apiUrl,
  clock,
  random,
  userAgent,
  log = () => {},
  environment = {},
  silence = 60_000,
  bandwidth = { down: undefined, up: undefined },
}: ConnectionOptions): Connection {
  const addresses = hostAddresses(apiUrl)
  const throttle = createThrottle(clock, bandwidth)
  const transport = createTransport({
    connect: Math.min(silence, 15_000),
    pause: silence,
    address: addresses.api,
    environment,
    throttle,
  })
  const limiter = createRateLimiter({ clock, atOnce: concurrentCalls })
  const writers = new PQueue({ concurrency: 1 })
  const slowDown = (pause: number): void => {
    limiter.pause(pause)
    log({ kind: 'slowed-down', pause, perSecond: limiter.perSecond })
  }
  const reach = createReach()
  const reached = reach.note
  const unauthorised = { clock, random, log, slowDown, renewToken: () => false }
  const tokens = createAccessTokens({
    credentials,
    clock,
    refresh: (parameters) =>
      requestToken({ ...unauthorised, reached, transport, addresses, userAgent, silence }, parameters),
    onRenewed: () => log({ kind: 'token-renewed' }),
  })

  /** One authorised call: attempt after attempt, each in its turn and with a token that is good. */
  const authorised = <Value>(
    route: string,
    lane: Lane,
    signal: AbortSignal | undefined,
    attempt: (token: string) => Promise<Value>,
    tellsOfWriters?: boolean,
  ): Promise<Value> => {
    let token = ''
    const renewToken = (): boolean => tokens.renew(token)
    return persist({ ...unauthorised, reached, route, signal, renewToken, tellsOfWriters }, () =>
      limiter.run(lane, signal, async () => {
        token = await abortable(tokens.current(), signal)
        return attempt(token)
      }),
    )
  }

  /** Whose account it is, and what it may do, has no place. */
  const rootOf = (route: string): Record<string, string> =>
    pathRoot === undefined || !/^(files|sharing)\//.test(route)
      ? {}
      : { 'dropbox-api-path-root': headerJson({ '.tag': 'root', root: pathRoot }) }

  /** One call to the host of contents, whose argument is a header. */
  const sendContent = (
    route: string,
    argument: unknown,
    token: string,
    call: Pick<HttpRequest, 'headers' | 'body' | 'signal' | 'silence' | 'large'>,
  ): Promise<HttpAnswer> =>
    transport.send({
      ...call,
      method: 'POST',
      url: `${addresses.content}/2/${route}`,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': userAgent,
        'dropbox-api-arg': headerJson(argument),
        ...rootOf(route),
        ...call.headers,
      },
    })

  return {
    clock,
    random,
    rpc: (route, schema, signal, call) =>
      authorised(route, 'rpc', signal, async (token) => {
        const sdk = dropboxSdk((url, headers, body) =>
          transport.send({
            method: 'POST',
            url: mapAddress(addresses, url),
            headers: {
              ...headers,
              ...rootOf(route),
              authorization: `Bearer ${token}`,
              'user-agent': userAgent,
            },
            body,
            signal,
            silence: 2 * silence,
          }),
        )
        return answerOf(route, schema, await sdk.result(call))
      }),
    upload: (route, argument, body, schema, signal, tellsOfWriters) => {
      const attempt = async (token: string) => {
        const headers = { 'content-type': 'application/octet-stream' }
        const call = { headers, body, signal, silence: 2 * silence }
        const answer = await accepted(await sendContent(route, argument, token, call))
        return answerOf(route, schema, parsedOrText(await readText(answer.body, longestAnswer)))
      }
      return authorised(route, 'content', signal, attempt, tellsOfWriters)
    },
    download: (route, argument, { offset, large }, signal, read) =>
      authorised(route, 'content', signal, async (token) => {
        const headers = offset > 0 ? { range: `bytes=${offset}-` } : {}
        const answer = await sendContent(route, argument, token, { headers, signal, silence, large })
        try {
          return await read(await accepted(answer))
        } finally {
          answer.drop()
        }
      }),
    longpoll: (cursor, timeout, schema, signal) => {
      const route = 'files/list_folder/longpoll'
      return persist({ ...unauthorised, route, signal }, async () => {
        try {
          const answer = await transport.send({
            method: 'POST',
            url: `${addresses.notify}/2/${route}`,
            headers: { 'content-type': 'application/json', 'user-agent': userAgent },
            body: JSON.stringify({ cursor, timeout }),
            signal,
            silence: (timeout + 90) * 1000 + silence,
            atRest: true,
          })
          const text = await readText((await accepted(answer)).body, longestErrorAnswer)
          return answerOf(route, schema, parsedOrText(text))
        } catch (error) {
          if (isSilence(error)) return undefined
          throw error
        }
      })
    },
    exclusively: (signal, work) =>
      writers.add(work, signal ? { signal } : {}).catch((error: unknown) => {
        if (signal?.aborted && !(error instanceof CloudError)) throw abortedError(signal)
        throw error
      }),
    watch: reach.watch,
    throttle: throttle.set,
    reroute: transport.reroute,
    close: () => transport.close(),
  }
}
