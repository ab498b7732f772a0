import * as v from 'valibot'
import { RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { tagsOf } from '../refusals.ts'
import { type Revision, RevisionMetadata, revisionOf, timeOf } from './revision.ts'

/** What Dropbox keeps of a path. */
export type Revisions =
  /** Nothing is there, nor was in the time that Dropbox remembers. */
  | { readonly found: 'nothing' }
  /** A folder is, or was, there; folders have no revisions. */
  | { readonly found: 'folder' }
  | {
      readonly found: 'file'
      /** When it was deleted, ms since 1970 (0 where Dropbox does not say); undefined for a file that is there. */
      readonly deletedAt: number | undefined
      /** The newest first. Of a file that is there the first one is what it is now. */
      readonly revisions: readonly Revision[]
      /** Dropbox has older ones. */
      readonly more: boolean
    }

/** Revisions per call, at most (dropbox-api-spec, ListRevisionsArg). */
const mostPerCall = 100

const Answer = v.looseObject({
  is_deleted: v.boolean(),
  server_deleted: v.optional(v.string()),
  entries: v.array(RevisionMetadata),
  has_more: v.optional(v.boolean(), false),
})

/** The newest `limit` revisions of what is, or was, at a path, older than the revision `before` where one is named (files/list_revisions). Throws CloudError. */
export async function listRevisions(
  connection: Connection,
  path: string,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
  signal: AbortSignal | undefined,
): Promise<Revisions> {
  const revisions: Revision[] = []
  for (let older = before; ; older = revisions.at(-1)?.file.rev) {
    const answer = await ask(connection, path, Math.min(limit - revisions.length, mostPerCall), older, signal)
    if (answer === 'nothing' || answer === 'folder') return { found: answer }
    revisions.push(...answer.entries.map(revisionOf))
    const { is_deleted, server_deleted, has_more: more } = answer
    if (!more || answer.entries.length === 0 || revisions.length >= limit)
      return {
        found: 'file',
        deletedAt: is_deleted ? timeOf(server_deleted ?? '') : undefined,
        revisions,
        more,
      }
  }
}

async function ask(
  connection: Connection,
  path: string,
  limit: number,
  before: string | undefined,
  signal: AbortSignal | undefined,
): Promise<v.InferOutput<typeof Answer> | 'nothing' | 'folder'> {
  try {
    return await connection.rpc('files/list_revisions', Answer, signal, (sdk) =>
      sdk.filesListRevisions({
        path,
        mode: { '.tag': 'path' },
        limit,
        ...(before === undefined ? {} : { before_rev: before }),
      }),
    )
  } catch (error) {
    const tags = error instanceof RouteError ? tagsOf(error.error) : []
    if (tags.includes('not_file')) return 'folder'
    if (tags.includes('not_found') || tags.includes('malformed_path')) return 'nothing'
    throw error
  }
}
