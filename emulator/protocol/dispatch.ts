import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { viewFor } from '../accounts/path-root.ts'
import type { Fault } from '../control/fault.ts'
import { failBeforehand, spoilAnswer } from '../control/misfortune.ts'
import type { Dropbox } from '../dropbox.ts'
import { type Answer, jsonAnswer, textAnswer } from './answer.ts'
import { readArgument, readNoArgument } from './argument.ts'
import { authenticate } from './authenticate.ts'
import { answerToFailure } from './failure-answer.ts'
import { BadInput } from './failures.ts'
import { BrokenUpload, contentOf, textOf } from './request-body.ts'
import type { Call, OpenCall, Route } from './route.ts'
import { sendAnswer } from './send.ts'

/** One request and what is needed to answer it. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  /** Ends when the caller goes away or the emulator closes. */
  signal: AbortSignal
  /** Ends when the emulator closes. */
  closing: AbortSignal
}

/** Answers one call of an API route. */
export function serveRoute(dropbox: Dropbox, route: Route, exchange: Exchange): Promise<void> {
  return serveEndpoint(dropbox, route.name, exchange, (fault) => run(dropbox, route, exchange, fault))
}

/**
 * Answers one call under the name that stats and faults know it by. What a caller does wrong becomes an answer; an
 * error of the emulator's own is a 500.
 */
export async function serveEndpoint(
  dropbox: Dropbox,
  name: string,
  exchange: Exchange,
  work: (fault: Fault | undefined) => Promise<Answer>,
): Promise<void> {
  dropbox.stats.countRequest(name)
  const fault = dropbox.faults.strike(name)
  let answer: Answer | 'no answer'
  try {
    answer = (await failBeforehand(fault, exchange)) ?? (await work(fault))
  } catch (error) {
    const dots = dropbox.config().wire.summaryDots ? dropbox.chance.below(4) : 2
    answer =
      exchange.signal.aborted || error instanceof BrokenUpload
        ? 'no answer'
        : (answerToFailure(error, name, dots) ?? dropbox.reportBug(error, name))
  }
  if (answer === 'no answer') {
    dropbox.stats.countAnswer('none')
    exchange.response.destroy()
    return
  }
  await sendAnswer(dropbox, exchange, spoilAnswer(answer, fault), fault)
}

async function run(
  dropbox: Dropbox,
  route: Route,
  exchange: Exchange,
  fault: Fault | undefined,
): Promise<Answer> {
  const { request, url, signal, closing } = exchange
  requireMethod(route, request.method)
  if (dropbox.config().wire.checkHost) requireHost(route, request)
  dropbox.rateLimit.count()
  const open: OpenCall = {
    dropbox,
    headers: request.headers,
    baseUrl: url.origin,
    signal,
    fault,
  }
  const { latency } = dropbox.config()
  const delay = route.style === 'upload' || route.style === 'download' ? latency.content : latency.rpc
  if (route.style === 'open') {
    if (request.headers.authorization !== undefined) {
      throw new BadInput('Your request includes an Authorization header, but this function does not use it.')
    }
    const argument = readArgument(route.schema, await textOf(request), 'request body')
    return jsonAnswer(await route.handle(open, argument as never))
  }
  const caller = authenticate(dropbox, request.headers, url.searchParams.get('authorization'), route.scope)
  const view = viewFor(
    dropbox.database,
    caller.account,
    caller.app,
    oneHeader(request, 'dropbox-api-path-root'),
  )
  const account = fault?.kind === 'insufficient_space' ? { ...caller.account, quota: -1 } : caller.account
  const call: Call = { ...open, ...caller, account, view }
  // Like a service at the far end of a slow line: a caller that has gone away meanwhile is served all the same.
  if (delay > 0) await sleep(delay, undefined, { signal: closing })
  switch (route.style) {
    case 'rpc':
      return jsonAnswer(await route.handle(call, (await readBodyArgument(dropbox, route, request)) as never))
    case 'upload': {
      const argument = readContentArgument(route, request, url)
      const body = contentOf(request, (bytes) => dropbox.stats.countUp(bytes))
      try {
        return jsonAnswer(await route.handle({ ...call, body }, argument as never))
      } finally {
        await body.return(undefined)
      }
    }
    case 'download':
      return await route.handle(call, readContentArgument(route, request, url) as never)
  }
}

async function readBodyArgument(dropbox: Dropbox, route: Route, request: IncomingMessage): Promise<unknown> {
  const text = await textOf(request)
  if (route.schema === null) {
    readNoArgument(text, 'request body', dropbox.config().wire.emptyObjectForVoid)
    return null
  }
  requireContentType(request, ['application/json', 'application/json; charset=utf-8', CORS_HACK])
  return readArgument(route.schema, text, 'request body')
}

/** A type that browsers send without asking beforehand; the service takes it for any body. */
const CORS_HACK = 'text/plain; charset=dropbox-cors-hack'

function requireContentType(request: IncomingMessage, allowed: readonly string[]): void {
  const type = request.headers['content-type'] ?? ''
  if (
    allowed.includes(
      type
        .toLowerCase()
        .replace(/\s*;\s*/g, '; ')
        .trim(),
    )
  )
    return
  const expected = allowed.filter(Boolean).map((one) => `"${one}"`)
  throw new BadInput(
    `Bad HTTP "Content-Type" header: ${JSON.stringify(type)}. Expecting one of ${expected.join(', ')}.`,
  )
}

function readContentArgument(route: Route, request: IncomingMessage, url: URL): unknown {
  if (route.schema === null) return null
  const header = oneHeader(request, 'dropbox-api-arg')
  requireContentType(request, [
    ...(route.style === 'download' ? [''] : []),
    'application/octet-stream',
    CORS_HACK,
  ])
  if (header !== undefined) {
    const where = 'HTTP header "Dropbox-API-Arg"'
    // Node hands header bytes over as Latin-1: anything above 0x7e was not escaped.
    if (/[^\x20-\x7e]/.test(header)) throw new BadInput(`${where}: could not decode input as JSON`)
    return readArgument(route.schema, header, where)
  }
  const parameter = url.searchParams.get('arg')
  if (parameter === null)
    throw new BadInput('Must provide HTTP header "Dropbox-API-Arg" or URL parameter "arg".')
  return readArgument(route.schema, parameter, 'URL parameter "arg"')
}

function requireMethod(route: Route, method: string | undefined): void {
  if (method === 'POST' || (method === 'GET' && route.style === 'download')) return
  throw new BadInput(
    `Your request's HTTP request method is "${method ?? ''}". This function only accepts the HTTP method "POST".`,
  )
}

/** Only callers that use Dropbox's own host names can use the wrong one. */
function requireHost(route: Route, request: IncomingMessage): void {
  const host = request.headers.host?.replace(/:\d+$/, '') ?? ''
  const expected = HOSTS[route.style]
  if (!Object.values(HOSTS).includes(host) || host === expected) return
  throw new BadInput(
    `Incorrect host for API function "${route.name}". You must issue the request to "${expected}".`,
    'alone',
  )
}

const HOSTS: Readonly<Record<Route['style'], string>> = {
  rpc: 'api.dropboxapi.com',
  upload: 'content.dropboxapi.com',
  download: 'content.dropboxapi.com',
  open: 'notify.dropboxapi.com',
}

function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** The answer to a call of something that does not exist. */
export function unknownRoute(name: string): Answer {
  return textAnswer(400, `Unknown API function: "${name}"`)
}
