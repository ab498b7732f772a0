import { lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'

/** Everything that two people and somebody in Dropbox wrote, and what of it a person has knowingly done away with. */
export interface Ledger {
  /** Each content by its hash. */
  readonly written: ReadonlyMap<string, string>
  /** Hashes of contents. */
  readonly released: ReadonlySet<string>
  /** Writes a content that was never there before to the disk, knowingly over what is there; gives the content. */
  write(path: string, by: string): string
  /** A content that was never there before. */
  anew(by: string): string
  wrote(content: string): void
  /** A person took away what stands at a path of the disk, having it before his eyes. */
  release(path: string): void
}

export function createLedger(): Ledger {
  const written = new Map<string, string>()
  const released = new Set<string>()
  let count = 0
  const ledger: Ledger = {
    written,
    released,
    write(path, by) {
      ledger.release(path)
      const content = ledger.anew(by)
      writeFileSync(path, content)
      ledger.wrote(content)
      return content
    },
    anew: (by) => `${by} wrote ${++count}`,
    wrote: (content) => void written.set(contentHashOf(Buffer.from(content)), content),
    release(path) {
      const stats = lstatSync(path, { throwIfNoEntry: false })
      if (stats?.isDirectory()) for (const name of readdirSync(path)) ledger.release(join(path, name))
      else if (stats?.isFile()) released.add(contentHashOf(readFileSync(path)))
    },
  }
  return ledger
}
