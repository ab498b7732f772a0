import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '../../../emulator/server.ts'
import type { ConnectionOptions } from '../../../runtime/cloud/connection/connection.ts'
import { createCloud, type DropboxCloud } from '../../../runtime/cloud/dropbox.ts'
import type { Credentials } from '../../../runtime/cloud/sign-in/credentials.ts'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import type { PathKey } from '../../../runtime/core/path.ts'
import type { RemoteEntry } from '../../../runtime/core/tree.ts'
import type { ItemResult, SessionMemory, UploadRequest } from '../../../runtime/ports/cloud.ts'
import { createFixedRandom, createVirtualClock, type VirtualClock } from './virtual-clock.ts'

export interface EmulatedDropbox {
  readonly emulator: Emulator
  /** The emulator's clock too. */
  readonly clock: VirtualClock
  readonly cloud: DropboxCloud
  readonly credentials: Credentials
  another(options?: Partial<ConnectionOptions>): DropboxCloud
  /** Sends a control request, such as `POST tokens/expire`. */
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** Calls by route since the last reset. */
  routes(): Record<string, number>
}

/** An emulator, an account in it and a cloud that reaches it; all end with the test. */
export async function emulatedDropbox(
  t: { teardown(work: () => unknown): void },
  options: Partial<ConnectionOptions> = {},
): Promise<EmulatedDropbox> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'emulated-'))
  const clock = createVirtualClock(Date.now())
  const emulator = await startEmulator({ dataFolder, now: () => clock.now(), seed: 1 })
  const clouds: DropboxCloud[] = []
  t.teardown(async () => {
    await Promise.all(clouds.map((cloud) => cloud.close()))
    await emulator.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
  const issued = emulator.issueToken()
  const credentials: Credentials = {
    kind: 'refreshable',
    appKey: issued.app_key,
    refreshToken: secret(issued.refresh_token),
    access: { token: secret(issued.access_token), expiresAt: clock.now() + issued.expires_in * 1000 },
  }
  const another = (more: Partial<ConnectionOptions> = {}): DropboxCloud => {
    const cloud = createCloud({
      credentials,
      apiUrl: emulator.url,
      clock,
      random: createFixedRandom(),
      userAgent: 'test/1',
      ...options,
      ...more,
    })
    clouds.push(cloud)
    return cloud
  }
  return {
    emulator,
    clock,
    credentials,
    another,
    cloud: another(),
    async control(method, path, body) {
      const answer = await fetch(`${emulator.url}/emulator/${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      if (!answer.ok) throw new Error(await answer.text())
      return answer.json()
    },
    routes: () => ({ ...emulator.stats().routes }),
  }
}

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
  const kept = new Map<string, { session: string; offset: number; startedAt: number }>()
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
  cloud: DropboxCloud,
  requests: readonly UploadRequest[],
  options: Partial<Parameters<DropboxCloud['upload']>[1]> = {},
): Promise<Map<string, ItemResult<RemoteEntry>>> {
  const results = new Map<string, ItemResult<RemoteEntry>>()
  const all = { signal: new AbortController().signal, sessions: memoryOfSessions(), ...options }
  for await (const [request, result] of cloud.upload(requests, all)) {
    if (results.has(request.path)) throw new Error(`${request.path} was settled twice`)
    results.set(request.path, result)
  }
  return results
}

/** Everything that is in the account, by key. */
export async function listed(cloud: DropboxCloud): Promise<Map<PathKey, RemoteEntry>> {
  const tree = new Map<PathKey, RemoteEntry>()
  let cursor: string | undefined
  for (;;) {
    const page = await cloud.changes(cursor)
    for (const change of page.changes) {
      if (change.kind === 'present') tree.set(change.path, change.entry)
      else
        for (const path of tree.keys())
          if (path === change.path || path.startsWith(`${change.path}/`)) tree.delete(path)
    }
    cursor = page.cursor
    if (!page.more) return tree
  }
}

/** The hash of each file in the account, by key. */
export async function contents(cloud: DropboxCloud): Promise<Record<PathKey, string>> {
  const files = [...(await listed(cloud))].flatMap(([path, entry]) =>
    entry.kind === 'file' ? [[path, entry.hash] as const] : [],
  )
  return Object.fromEntries(files.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
