import type { ItemResult } from '../../../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload } from '../../emulated-dropbox.ts'
import { type Call, fileMetadata, type Reply, refusal } from '../../scripted-dropbox.ts'

/** Twelve small files to upload. */
export const files = Array.from({ length: 12 }, (_, index) =>
  fileToUpload(`/File ${index}.txt`, bytesOf(100, index)),
)
/** The content hash that Dropbox tells of each path; a test adds those of its own files. */
export const hashes = new Map(files.map(({ path, hash }) => [path, hash]))

/** What a Dropbox in order answers to the calls of an upload. */
export function orderly({ route, argument }: Call): Reply {
  switch (route) {
    case 'files/upload_session/start_batch':
      return {
        json: {
          session_ids: Array.from({ length: argument.num_sessions }, (_, index) => `session ${index}`),
        },
      }
    case 'files/upload_session/append_batch':
      return { json: { entries: argument.entries.map(() => ({ '.tag': 'success' })) } }
    case 'files/upload_session/start':
      return { json: { session_id: `session ${argument.content_hash}` } }
    case 'files/upload_session/append_v2':
      return { json: null }
    case 'files/upload_session/finish_batch_v2':
      return { json: { entries: argument.entries.map(committed) } }
    case 'files/upload':
      return { json: metadataOf(argument.path) }
    case 'files/get_metadata':
      return refusal({ '.tag': 'path', path: { '.tag': 'not_found' } })
    default:
      return { status: 400, text: `Unknown API function: "${route}"` }
  }
}

/** What Dropbox tells of a file of 100 bytes. */
export function metadataOf(path: string) {
  return fileMetadata(path, hashes.get(path) ?? '', 100)
}

/** What Dropbox answers for one entry of a commit. */
export function committed({ commit }: { commit: { path: string } }) {
  return { '.tag': 'success', ...metadataOf(commit.path) }
}

/** As `orderly`, but for what becomes of the file at `index` when all are committed. */
export function orderlyBut(
  call: Call,
  index: number,
  entry: (usual: ReturnType<typeof committed>) => object,
): Reply {
  if (!call.route.endsWith('finish_batch_v2')) return orderly(call)
  const entries = call.argument.entries.map(committed)
  return { json: { entries: entries.with(index, entry(entries[index])) } }
}

/** The files that were refused, each with the reason. */
export function failed(results: ReadonlyMap<string, ItemResult<unknown>>): string[] {
  return [...results].flatMap(([path, result]) => (result.ok ? [] : [`${path} ${result.refusal.reason}`]))
}

/** How often each route was called. */
export function count(routes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const route of routes)
    counts[route.replace('files/', '')] = (counts[route.replace('files/', '')] ?? 0) + 1
  return counts
}
