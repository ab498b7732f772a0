import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { ancestorsOf, isBelow, nameOf, type PathKey } from '../../../runtime/core/path.ts'
import type { RemoteEntry, RemoteFile } from '../../../runtime/core/tree.ts'
import type {
  ChangePage,
  Cloud,
  ItemResult,
  OpenSession,
  RemoteChange,
  SessionMemory,
  UploadRequest,
} from '../../../runtime/ports/cloud.ts'

/** A file on a box that is all in memory. */
export function fileToUpload(
  path: string,
  content: Uint8Array,
  { over, modified = 1_700_000_000_000 }: { over?: string; modified?: number } = {},
): UploadRequest {
  return {
    path,
    size: content.byteLength,
    hash: contentHashOf(content),
    modified,
    over,
    open: async () => ({
      read: async (offset, length) => content.subarray(offset, offset + length),
      unchanged: async () => true,
      close: async () => {},
    }),
  }
}

/** Bytes that are the same for the same seed, and unlike those of another. */
export function bytesOf(size: number, seed: number): Uint8Array {
  const bytes = new Uint32Array(Math.ceil(size / 4))
  let state = (seed * 2_654_435_761) >>> 0 || 1
  for (let index = 0; index < bytes.length; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[index] = state
  }
  return new Uint8Array(bytes.buffer, 0, size)
}

export function memoryOfSessions(): SessionMemory & { readonly size: number } {
  const kept = new Map<string, OpenSession>()
  return {
    get: (key) => kept.get(key),
    put: (key, value) => kept.set(key, value),
    delete: (key) => kept.delete(key),
    get size() {
      return kept.size
    },
  }
}

/** Uploads all, and gives each path's result. */
export async function uploaded(
  cloud: Cloud,
  requests: readonly UploadRequest[],
  options: Partial<Parameters<Cloud['upload']>[1]> = {},
): Promise<Map<string, ItemResult<RemoteFile>>> {
  const results = new Map<string, ItemResult<RemoteFile>>()
  const all = { signal: new AbortController().signal, sessions: memoryOfSessions(), ...options }
  for await (const [request, result] of cloud.upload(requests, all)) {
    if (results.has(request.path)) throw new Error(`${request.path} was settled twice`)
    results.set(request.path, result)
  }
  return results
}

/** Whether each of `count` items came to a result, and all were done. */
export function allDone(results: Iterable<ItemResult<unknown>>, count: number): boolean {
  const all = [...results]
  return all.length === count && all.every(({ ok }) => ok)
}

/** A reader of the delta: what it knows of the account, and how far it has read. */
export interface Reader {
  readonly tree: Map<PathKey, RemoteEntry>
  cursor: string | undefined
}

/** Reads one page, by the rules of dropbox-api-spec (list_folder/continue). */
export async function pageRead(cloud: Cloud, reader: Reader): Promise<ChangePage> {
  const page = await cloud.changes(reader.cursor)
  for (const change of page.changes) apply(reader.tree, change)
  reader.cursor = page.cursor
  return page
}

/** Reads on until no more pages wait. Gives the changes in the order given. */
export async function drained(cloud: Cloud, reader: Reader): Promise<RemoteChange[]> {
  const changes: RemoteChange[] = []
  for (;;) {
    const page = await pageRead(cloud, reader)
    changes.push(...page.changes)
    if (!page.more) return changes
  }
}

function apply(tree: Map<PathKey, RemoteEntry>, change: RemoteChange): void {
  const { path } = change
  if (change.kind === 'deleted' || change.entry.kind === 'file')
    for (const below of tree.keys()) if (isBelow(below, path)) tree.delete(below)
  if (change.kind === 'deleted') return void tree.delete(path)
  for (const folder of ancestorsOf(path))
    if (tree.get(folder)?.kind !== 'folder')
      tree.set(folder, { kind: 'folder', name: nameOf(folder), id: '' })
  tree.set(path, change.entry)
}

/** Everything that is in the account, by key. */
export async function listed(cloud: Cloud): Promise<Map<PathKey, RemoteEntry>> {
  const reader: Reader = { tree: new Map(), cursor: undefined }
  await drained(cloud, reader)
  return reader.tree
}

/** The hash of each file in the account, by key. */
export async function contents(cloud: Cloud): Promise<Record<PathKey, string>> {
  const files = [...(await listed(cloud))].flatMap(([path, entry]) =>
    entry.kind === 'file' ? [[path, entry.hash] as const] : [],
  )
  return Object.fromEntries(files.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
