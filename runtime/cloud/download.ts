import * as v from 'valibot'
import { CloudError, type DownloadRequest, type ItemResult, type Progress } from '../ports/cloud.ts'
import type { Connection } from './connection/connection.ts'
import { FaultError } from './connection/faults.ts'
import type { HttpAnswer } from './connection/http.ts'
import { brokenBy } from './connection/transport.ts'
import { done, refusalFrom, refused } from './refusals.ts'

const Described = v.looseObject({ rev: v.string(), content_hash: v.optional(v.string()) })

/** An attempt that brings fewer bytes than this, so often in a row, is one too many: at that pace there would be no end. */
const scantBytes = 64 * 1024
const scantAttempts = 10

/** From so many bytes on, a connection of its own is worth its making. */
const largeFrom = 4 * 1024 * 1024

/** What the engine's own `write` failed with: not the connection's fault, so not tried again. */
class WriteFailure extends Error {}

/**
 * Downloads exactly the revision that the request names, by `rev:`, so that no newer content of the same path can mix in. A body
 * that ends early is taken up again where it ended, for as long as attempts bring something. One that is longer than `file` says is cut
 * off and refused, and never more is written than that.
 * Throws what `write` throws as it is, and CloudError.
 */
export async function download(
  connection: Connection,
  { path, file, offset }: DownloadRequest,
  write: (chunk: Uint8Array) => Promise<void>,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress?: Progress | undefined },
): Promise<ItemResult<null>> {
  if (!file.downloadable) return refused({ reason: 'unsupported', detail: 'not downloadable' })
  let position = offset
  /** Attempts in a row that brought next to nothing. */
  let scant = 0

  const take = async (answer: HttpAnswer): Promise<'complete' | 'other content' | 'cut short'> => {
    if (!describes(answer, file)) return 'other content'
    let skip = startOf(answer, position)
    const before = position
    try {
      for await (const received of answer.body) {
        const chunk = received.subarray(Math.min(skip, received.byteLength))
        skip -= received.byteLength - chunk.byteLength
        if (chunk.byteLength === 0) continue
        if (position + chunk.byteLength > file.size) return 'other content'
        try {
          await write(chunk)
        } catch (error) {
          throw new WriteFailure('', { cause: error })
        }
        position += chunk.byteLength
        progress?.(path, chunk.byteLength)
      }
    } catch (error) {
      if (error instanceof WriteFailure) throw error
      if (position === before) throw brokenBy(error)
    }
    if (position === before && position < file.size)
      throw new FaultError({ kind: 'broken', detail: 'a body that ends early' })
    scant = position - before < scantBytes ? scant + 1 : 0
    return position === file.size ? 'complete' : 'cut short'
  }

  try {
    while (position < file.size) {
      const outcome = await connection.download(
        'files/download',
        { path: `rev:${file.rev}` },
        { offset: position, large: file.size - position >= largeFrom },
        signal,
        take,
      )
      if (outcome === 'other content') return refused({ reason: 'conflict' })
      if (outcome === 'cut short' && scant === scantAttempts)
        return refused({ reason: 'interrupted', detail: 'Dropbox gives only a few bytes at a time' })
    }
    return done(null)
  } catch (error) {
    if (error instanceof WriteFailure) throw error.cause
    // What cannot be understood is an answer about this one file.
    if (error instanceof CloudError && error.code === 'bad-answer')
      return refused({ reason: 'interrupted', detail: error.message })
    if (error instanceof CloudError) throw error
    return refused(refusalFrom(error))
  }
}

function describes(answer: HttpAnswer, file: DownloadRequest['file']): boolean {
  const header = answer.header('dropbox-api-result') ?? ''
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), Described), header)
  if (!result.success)
    throw new FaultError({ kind: 'bad-answer', detail: 'a download without a description of it' })
  return result.output.rev === file.rev && result.output.content_hash === file.hash
}

/** How many of the answer's first bytes are on the disk already: none when it keeps to the range that was asked for. */
function startOf(answer: HttpAnswer, position: number): number {
  if (answer.status !== 206) return position
  const range = /^bytes (\d+)-/.exec(answer.header('content-range') ?? '')
  const start = Number(range?.[1])
  if (!(start <= position))
    throw new FaultError({ kind: 'bad-answer', detail: 'a range that was not asked for' })
  return position - start
}
