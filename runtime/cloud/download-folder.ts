import { keyOf, type PathKey } from '../core/path.ts'
import { CloudError, type FolderRequest, type ItemResult } from '../ports/cloud.ts'
import { atMost } from './connection/at-most.ts'
import type { Connection } from './connection/connection.ts'
import { FaultError } from './connection/faults.ts'
import type { HttpAnswer } from './connection/http.ts'
import { brokenBy } from './connection/transport.ts'
import { done, refusalFrom, refused } from './refusals.ts'
import { readZip } from './zip/read-zip.ts'
import { ZipError } from './zip/zip-error.ts'

/** Bytes that a zip may have around each entry: two headers, each with a path of over a thousand characters, and a data descriptor. */
const aroundEntry = 4096
/** Bytes that it may have besides: its end, and a file or two that have grown. */
const aroundZip = 1024 * 1024

/** What the engine's own `take` failed with: not the connection's fault, so not tried again. */
class TakeFailure extends Error {}

/**
 * Downloads a folder as a zip (files/download_zip) and gives the files of it that were asked for. Nothing that the zip says is relied on: a name
 * counts only when it is that of a file that was asked for, the first time it comes and with the size that is known. A zip that breaks off
 * before it gave anything is asked for again; one that gave something is not, since it cannot be taken up in its middle.
 * Throws what `take` throws as it is, and CloudError.
 */
export async function downloadFolder(
  connection: Connection,
  { path, sizes, below }: FolderRequest,
  take: (path: PathKey, content: Uint8Array) => Promise<void>,
  { signal }: { readonly signal: AbortSignal },
): Promise<ItemResult<null>> {
  // What is packed may become a little larger by it.
  const limit = below.bytes + Math.ceil(below.bytes / 8) + below.entries * aroundEntry + aroundZip

  const read = async (answer: HttpAnswer): Promise<ItemResult<null>> => {
    const awaited = new Map(sizes)
    let given = 0
    const pathOf = pathsIn(path)
    const zip = atMost(answer.body, limit)
    const sizeOf = (name: string): number | undefined => {
      const place = pathOf(name)
      const size = place === undefined ? undefined : awaited.get(place)
      // Whatever becomes of it: what comes a second time is not taken.
      if (place !== undefined) awaited.delete(place)
      return size
    }
    try {
      for await (const { name, content } of readZip(zip, sizeOf)) {
        signal.throwIfAborted()
        const place = pathOf(name)
        if (place === undefined) continue
        given++
        try {
          await take(place, content)
        } catch (error) {
          throw new TakeFailure('', { cause: error })
        }
      }
      // The central directory is read past, so that the connection can be used again.
      for await (const _ of zip) signal.throwIfAborted()
      return done(null)
    } catch (error) {
      if (error instanceof TakeFailure) throw error
      if (signal.aborted) throw brokenBy(error)
      if (error instanceof ZipError) return interrupted(error.message)
      if (error instanceof FaultError && error.fault.kind === 'bad-answer')
        return interrupted(error.fault.detail)
      if (given === 0) throw brokenBy(error)
      return interrupted('a zip that breaks off')
    }
  }

  try {
    return await connection.download(
      'files/download_zip',
      { path },
      { offset: 0, large: false },
      signal,
      read,
    )
  } catch (error) {
    if (error instanceof TakeFailure) throw error.cause
    // What cannot be understood is an answer about this one folder.
    if (error instanceof CloudError && error.code === 'bad-answer') return interrupted(error.message)
    if (error instanceof CloudError) throw error
    return refused(refusalFrom(error))
  }
}

function interrupted(detail: string): ItemResult<null> {
  return refused({ reason: 'interrupted', detail })
}

/**
 * Gives the paths that the names in a zip of `folder` stand for. The folder itself is the top of each name (dropbox.com/developers/documentation/http/documentation#files-download_zip);
 * where the first entry is called `/`, as in the zips of Dropbox's website, no name has a top (github.com/libarchive/libarchive/issues/982).
 */
function pathsIn(folder: PathKey): (name: string) => PathKey | undefined {
  let top: string | undefined
  return (name) => {
    top ??= name.slice(0, name.indexOf('/') + 1)
    if (name.includes('\0') || name.split('/').some((component) => component === '.' || component === '..'))
      return undefined
    if (top === '/') return name === '/' ? folder : keyOf(`${folder}/${name}`)
    return top !== '' && name.startsWith(top) ? keyOf(`${folder}/${name.slice(top.length)}`) : undefined
  }
}
