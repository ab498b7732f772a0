import type { ExecutionContext } from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import type { RemoteFile } from '../../../../runtime/core/tree.ts'
import type { Cloud, Refusal, UploadRequest } from '../../../../runtime/ports/cloud.ts'
import { fileToUpload, uploaded } from '../cloud-calls.ts'

/** What a request does to the account, where it is its answer that gets lost. */
export type Write =
  | 'upload'
  | 'batch of uploads'
  | 'move'
  | 'copy'
  | 'batch of copies'
  | 'create folder'
  | 'delete file'
  | 'delete folder'

/** An account of a test's own behind the `Cloud` port, and what the test may do to it. */
export interface ContractDropbox {
  readonly cloud: Cloud
  /** Another connection to the same account. */
  another(): Cloud
  /** Bytes of a file that goes up in several parts, and of one part. */
  readonly large: number
  readonly part: number
  /** How the account tells changes: pages of `size` entries, each after an empty one. */
  pages(size: number): Promise<void>
  /** What the account does with a move by case alone. */
  caseOnlyMove(mode: 'allow' | 'silent' | 'refuse'): Promise<void>
  /** Bytes that may be used. */
  setQuota(bytes: number): Promise<void>
  resetCursors(): Promise<void>
  /** The account does the next such request, and its answer gets lost. */
  loseAnswer(write: Write): Promise<void>
  /** The next download ends early. */
  cutDownload(): Promise<void>
  /** The next download of a folder ends early. */
  cutFolder(): Promise<void>
  setOnline(online: boolean): Promise<void>
  /** Ends the box's link with the account, for good. */
  unlink(): Promise<void>
}

/** What holds of every implementation of the `Cloud` port; `it` runs one sentence against a fresh account. */
export type It = (
  sentence: string,
  check: (t: ExecutionContext, dropbox: ContractDropbox) => Promise<void>,
) => void

export const conflict = { ok: false, refusal: { reason: 'conflict' } } as const
export const missing = { ok: false, refusal: { reason: 'missing' } } as const
export const done = { ok: true, value: null } as const

export function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

/** Why an item was refused; undefined when it was not. */
export function reasonOf(
  result: { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal } | undefined,
): Refusal['reason'] | undefined {
  return result === undefined || result.ok ? undefined : result.refusal.reason
}

/** Uploads files by path and content; fails unless all are taken. */
export async function put(
  cloud: Cloud,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, RemoteFile>> {
  return taken(
    cloud,
    Object.entries(files).map(([path, content]) => fileToUpload(path, text(content))),
  )
}

/** Uploads a new content over the revision that is there. */
export async function replace(
  cloud: Cloud,
  path: string,
  over: RemoteFile,
  content: string,
): Promise<RemoteFile> {
  const files = await taken(cloud, [fileToUpload(path, text(content), { over: over.rev })])
  return fileOf(files, path)
}

async function taken(cloud: Cloud, requests: readonly UploadRequest[]): Promise<Record<string, RemoteFile>> {
  const files: Record<string, RemoteFile> = {}
  for (const [path, result] of await uploaded(cloud, requests)) {
    if (!result.ok) throw new Error(`${path}: ${JSON.stringify(result.refusal)}`)
    files[path] = result.value
  }
  return files
}

export function fileOf(files: Readonly<Record<string, RemoteFile>>, path: string): RemoteFile {
  const file = files[path]
  if (file === undefined) throw new Error(`no ${path}`)
  return file
}

/** Downloads into memory, from `offset` on. */
export async function fetched(cloud: Cloud, file: RemoteFile, offset = 0) {
  const chunks: Uint8Array[] = []
  let told = 0
  const result = await cloud.download(
    { path: `/${file.name}`, file, offset },
    async (chunk) => {
      chunks.push(chunk.slice())
    },
    {
      signal: new AbortController().signal,
      progress: (_, bytes) => {
        told += bytes
      },
    },
  )
  const content = Buffer.concat(chunks)
  return { result, content, text: content.toString(), told, hash: contentHashOf(content) }
}
