import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../storage/database.ts'
import { contentHashOf, createBlockHasher } from './content-hash.ts'

/** Bytes that arrived in one piece, not yet belonging to anything. */
export interface Received {
  /** bytes */
  length: number
  /** The SHA-256 of each 4 MiB block, counted from the piece's own start. */
  blocks: Buffer
  /** Content hash of this piece alone. */
  contentHash: string
  source: { kind: 'memory'; bytes: Buffer } | { kind: 'file'; name: string }
}

/** Pieces of content on disk: small ones in the database, larger ones as files of their own, never changed again. */
export interface Parts {
  /** Takes bytes in, in bounded memory, and makes them durable. If the source breaks off, nothing is left behind. */
  receive(source: AsyncIterable<Uint8Array>): Promise<Received>
  /** Registers received bytes; gives the part's number. */
  keep(received: Received): number
  /** Throws received bytes away that are not needed. */
  discard(received: Received): Promise<void>
  /** Forgets a registered part. */
  drop(part: number): Promise<void>
  /** Reads bytes `start` up to `end` (exclusive) of a part. */
  read(part: number, start: number, end: number): AsyncGenerator<Buffer>
}

/** Up to this many bytes are kept in the database, where a thousand small files cost one disk write. */
const IN_DATABASE = 64 * 1024
const READ_SIZE = 256 * 1024

export function openParts(database: Database, folder: string): Parts {
  const incoming = join(folder, 'incoming')
  // Whatever was arriving when the last emulator ended belongs to nobody.
  rmSync(incoming, { recursive: true, force: true })
  mkdirSync(incoming, { recursive: true })
  removeOrphans(database, folder)

  const pathOfFile = (name: string) => join(folder, name.slice(0, 2), name)

  async function receiveIntoFile(
    head: Buffer[],
    rest: AsyncIterator<Uint8Array>,
    take: (bytes: Uint8Array) => void,
  ) {
    const name = randomBytes(16).toString('hex')
    const temporary = join(incoming, name)
    const file = await open(temporary, 'wx')
    try {
      for (const bytes of head) await file.writeFile(bytes)
      for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
        take(next.value)
        await file.writeFile(next.value)
      }
      await file.sync()
    } catch (error) {
      await file.close()
      await rm(temporary, { force: true })
      throw error
    }
    await file.close()
    await mkdir(join(folder, name.slice(0, 2)), { recursive: true })
    await rename(temporary, pathOfFile(name))
    return name
  }

  return {
    async receive(source) {
      const hasher = createBlockHasher()
      let length = 0
      const take = (bytes: Uint8Array) => {
        hasher.update(bytes)
        length += bytes.length
      }
      const head: Buffer[] = []
      const iterator = source[Symbol.asyncIterator]()
      for (let next = await iterator.next(); ; next = await iterator.next()) {
        if (next.done === true) {
          const blocks = hasher.finish()
          return {
            length,
            blocks,
            contentHash: contentHashOf(blocks),
            source: { kind: 'memory', bytes: Buffer.concat(head) },
          }
        }
        take(next.value)
        head.push(Buffer.from(next.value))
        if (length > IN_DATABASE) break
      }
      const name = await receiveIntoFile(head, iterator, take)
      const blocks = hasher.finish()
      return { length, blocks, contentHash: contentHashOf(blocks), source: { kind: 'file', name } }
    },

    keep: ({ length, blocks, source }) =>
      database.run(
        'INSERT INTO part (length, blocks, bytes, file) VALUES (?, ?, ?, ?)',
        length,
        blocks,
        source.kind === 'memory' ? source.bytes : null,
        source.kind === 'file' ? source.name : null,
      ),

    async discard({ source }) {
      if (source.kind === 'file') await rm(pathOfFile(source.name), { force: true })
    },

    async drop(part) {
      const row = database.get<{ file: string | null }>('SELECT file FROM part WHERE id = ?', part)
      database.run('DELETE FROM part WHERE id = ?', part)
      if (row?.file) await rm(pathOfFile(row.file), { force: true })
    },

    async *read(part, start, end) {
      const row = database.get<{ bytes: Uint8Array | null; file: string | null }>(
        'SELECT bytes, file FROM part WHERE id = ?',
        part,
      )
      if (!row) throw new Error(`no part ${part}`)
      if (row.file === null) {
        yield Buffer.from(row.bytes ?? new Uint8Array()).subarray(start, end)
        return
      }
      const file = await open(pathOfFile(row.file), 'r')
      try {
        for (let at = start; at < end; ) {
          const buffer = Buffer.allocUnsafe(Math.min(READ_SIZE, end - at))
          const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
          if (bytesRead === 0) throw new Error(`part ${part} is shorter than ${end} bytes`)
          yield buffer.subarray(0, bytesRead)
          at += bytesRead
        }
      } finally {
        await file.close()
      }
    },
  }
}

/** Removes files that were renamed into place right before the process ended, and that no part names. */
function removeOrphans(database: Database, folder: string): void {
  const named = new Set(
    database.all<{ file: string }>('SELECT file FROM part WHERE file IS NOT NULL').map((row) => row.file),
  )
  for (const shelf of readdirSync(folder)) {
    if (!/^[0-9a-f]{2}$/.test(shelf)) continue
    for (const name of readdirSync(join(folder, shelf))) {
      if (!named.has(name)) rmSync(join(folder, shelf, name), { force: true })
    }
  }
}
