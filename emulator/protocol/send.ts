import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from '../control/fault.ts'
import { breakConnection } from '../control/misfortune.ts'
import type { Dropbox } from '../dropbox.ts'
import type { Answer } from './answer.ts'

/** Writes an answer to the wire; under a `lost` or `truncate` fault, not all of it. */
export async function sendAnswer(
  dropbox: Dropbox,
  exchange: { request: IncomingMessage; response: ServerResponse; signal: AbortSignal },
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  const { request, response, signal } = exchange
  if (fault?.kind === 'lost') {
    dropbox.stats.countAnswer('none')
    breakConnection(response)
    return
  }
  dropbox.stats.countAnswer(answer.status)
  const content = typeof answer.body === 'string' ? singleChunk(answer.body) : answer.body
  const expected = content.length ?? content.about ?? 2
  const limit = fault?.kind === 'truncate' ? Math.floor(expected / 2) : Number.POSITIVE_INFINITY
  if (answer.reason !== undefined) response.statusMessage = answer.reason
  response.writeHead(answer.status, {
    ...answer.headers,
    ...crossOriginHeaders(request),
    ...(content.length === null ? {} : { 'Content-Length': content.length }),
    'X-Dropbox-Request-Id': dropbox.chance.hex(32),
    'Cache-Control': 'no-cache',
  })
  let sent = 0
  try {
    for await (const chunk of content.chunks) {
      const piece = chunk.subarray(0, Math.max(0, limit - sent))
      if (piece.length > 0 && !response.write(piece)) await once(response, 'drain', { signal })
      if (typeof answer.body !== 'string') dropbox.stats.countDown(piece.length)
      sent += piece.length
      if (sent >= limit) break
    }
  } catch (error) {
    // The caller went away, or the content cannot be read: either way the body must not look complete.
    if (!signal.aborted) dropbox.reportBug(error, 'sending an answer')
    response.destroy()
    return
  }
  if (fault?.kind === 'truncate') {
    breakConnection(response)
    return
  }
  response.end()
  request.resume()
}

function singleChunk(text: string): { length: number; about?: never; chunks: AsyncIterable<Uint8Array> } {
  const bytes = Buffer.from(text)
  return {
    length: bytes.length,
    chunks: (async function* () {
      if (bytes.length > 0) yield bytes
    })(),
  }
}

/** Browsers may call the API from any page. */
function crossOriginHeaders(request: IncomingMessage): Record<string, string> {
  if (request.headers.origin === undefined) return {}
  return {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Dropbox-API-Result, X-Dropbox-Request-Id, Retry-After, ETag',
    ...(request.method === 'OPTIONS'
      ? {
          'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
          'Access-Control-Allow-Headers':
            request.headers['access-control-request-headers'] ??
            'Authorization, Content-Type, Dropbox-API-Arg',
          'Access-Control-Max-Age': '86400',
        }
      : {}),
  }
}
