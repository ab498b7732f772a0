import { createCipheriv } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { contentHashOf } from '../../runtime/core/content-hash.ts'
import type { DropboxUser } from '../../test/chaos/dropbox-user.ts'

/** A tree of equal small files: folders of ten levels side by side, each with folders in which the files are. */
export interface TreeShape {
  readonly files: number
  readonly folders: number
  /** Of each file. */
  readonly bytes: number
  /** Other seeds give other bytes, never other names. */
  readonly seed: number
  /** The folder that everything is in; `project` when not given. */
  readonly top?: string
}

/** What is sent at once: less than the 150 MB that a body may have (files/upload_session/append_v2). */
const bodyBytes = 64 * 1024 ** 2

/** As many as files/upload_session/start_batch starts. */
const sessionsAtOnce = 1000

/** So many folders lie in one, as in a project with parts. */
const foldersPerPart = 50

/** The paths of a tree in order, relative to its top. */
export function* pathsOf({ files, folders, top = 'project' }: TreeShape): Generator<string> {
  for (let file = 0; file < files; file++) {
    const folder = Math.floor((file * folders) / files)
    const part = Math.floor(folder / foldersPerPart)
    yield `${top}/part-${number(part, 3)}/folder-${number(folder, 5)}/file-${number(file, 6)}.bin`
  }
}

/** The content of the file at a place of a tree: random bytes that no program can make smaller, the same for the same seed. */
export function contentOf({ seed, bytes }: TreeShape, index: number): Buffer<ArrayBuffer> {
  return randomBytes(seed, index, bytes)
}

/** Bytes that look random, the same for the same two numbers. */
export function randomBytes(seed: number, index: number, bytes: number): Buffer<ArrayBuffer> {
  const key = Buffer.alloc(16)
  key.writeUInt32LE(seed)
  key.writeUInt32LE(index, 4)
  return Buffer.from(createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes)))
}

/** Writes a tree into a folder, and lets others have their turn now and then. */
export async function writeTree(folder: string, shape: TreeShape): Promise<void> {
  let made = ''
  let index = 0
  for (const path of pathsOf(shape)) {
    const parent = dirname(path)
    if (parent !== made) mkdirSync(join(folder, parent), { recursive: true })
    made = parent
    writeFileSync(join(folder, path), contentOf(shape, index++))
    if (index % 1000 === 0) await turn()
  }
}

/** Puts a tree into a Dropbox, which should answer without delay. */
export async function addTree(user: DropboxUser, shape: TreeShape): Promise<void> {
  for (const batch of batchesOf(shape)) await user.add(batch)
}

/** The files of a tree by their paths in Dropbox, as many at once as a call takes. */
export function* batchesOf(shape: TreeShape): Generator<ReadonlyMap<string, Buffer>> {
  const most = Math.min(sessionsAtOnce, Math.max(1, Math.floor(bodyBytes / Math.max(1, shape.bytes))))
  let batch = new Map<string, Buffer>()
  let index = 0
  for (const path of pathsOf(shape)) {
    batch.set(`/${path}`, contentOf(shape, index++))
    if (batch.size < most) continue
    yield batch
    batch = new Map()
  }
  if (batch.size > 0) yield batch
}

/** What a tree must look like wherever it was brought to: the content hash of each path. */
export function hashesOf(shape: TreeShape): ReadonlyMap<string, string> {
  let index = 0
  return new Map(pathsOf(shape).map((path) => [path, contentHashOf(contentOf(shape, index++))]))
}

function number(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
