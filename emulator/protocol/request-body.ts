import type { IncomingMessage } from 'node:http'
import { BadInput, RouteFailure, tag } from './failures.ts'

/** A content request carries at most 150 MiB (API reference, files/upload). */
const MAXIMUM_CONTENT = 150 * 1024 * 1024
/** An argument in a body is never this long: 10,000 paths. */
const MAXIMUM_ARGUMENT = 32 * 1024 * 1024

/** The caller's connection ended before the body did. */
export class BrokenUpload extends Error {
  override readonly name = 'BrokenUpload'
}

/**
 * A request's content, piece by piece, in bounded memory. Throws RouteFailure payload_too_large past the limit and
 * BrokenUpload if the caller goes away. Leaving off in the middle keeps the connection usable.
 */
export async function* contentOf(
  request: IncomingMessage,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let total = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      total += chunk.length
      count(chunk.length)
      if (total > MAXIMUM_CONTENT) throw new RouteFailure(tag('payload_too_large'))
      yield chunk
    }
  } catch (error) {
    if (error instanceof RouteFailure) throw error
    throw new BrokenUpload('the caller went away during an upload', { cause: error })
  }
}

/** A request's whole body as text. */
export async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let total = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      total += chunk.length
      if (total > MAXIMUM_ARGUMENT) throw new BadInput('request body: too long')
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof BadInput) throw error
    throw new BrokenUpload('the caller went away during a request', { cause: error })
  }
  return Buffer.concat(chunks).toString('utf8')
}
