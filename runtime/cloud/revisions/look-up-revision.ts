import * as v from 'valibot'
import { BadRequestError, RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { type Revision, RevisionMetadata, revisionOf } from './revision.ts'

const Answer = v.looseObject({ '.tag': v.string() })

/** What a revision holds, whatever the path is that it was of; undefined when Dropbox has none of this name (files/get_metadata). */
export async function lookUpRevision(
  connection: Connection,
  rev: string,
  signal: AbortSignal | undefined,
): Promise<Revision | undefined> {
  try {
    const answer = await connection.rpc('files/get_metadata', Answer, signal, (sdk) =>
      sdk.filesGetMetadata({ path: `rev:${rev}` }),
    )
    const metadata = v.safeParse(RevisionMetadata, answer)
    return metadata.success ? revisionOf(metadata.output) : undefined
  } catch (error) {
    // A name that cannot be one of a revision is a malformed request.
    if (error instanceof RouteError || error instanceof BadRequestError) return undefined
    throw error
  }
}
