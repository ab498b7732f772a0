import { isUtf8 } from 'node:buffer'
import { lstatSync, readdirSync } from 'node:fs'
import type { FileStats, Listed } from '../../ports/files.ts'
import { asDiskError, attempt } from './disk-error.ts'
import { fileStats, statsAt } from './file-stats.ts'
import type { Turns } from './turns.ts'

/** Lists a folder with the stats of each name; see `Files.list`. */
export async function listFolder(folder: string, turns: Turns): Promise<Listed[]> {
  return await statsOfNames(folder, namesIn(folder), turns)
}

/** The stats of what bears these names in a folder (see `namesIn`), without what is gone. Never throws for one of them. */
export async function statsOfNames(
  folder: string,
  names: readonly (string | Buffer)[],
  turns: Turns,
): Promise<Listed[]> {
  const listed: Listed[] = []
  const prefix = folder.endsWith('/') ? folder : `${folder}/`
  for (const name of names) {
    const pause = turns()
    if (pause !== undefined) await pause
    if (typeof name !== 'string') {
      listed.push({
        name: name.toString('utf8'),
        stats: undefined,
        fault: 'not-utf8',
        found: statBytes(prefix, name),
      })
      continue
    }
    const entry = statName(prefix, name)
    if (entry !== undefined) listed.push(entry)
  }
  return listed
}

/** The names in a folder; one that is not UTF-8 as its bytes. Throws DiskError. */
export function namesIn(folder: string): (string | Buffer)[] {
  const names = attempt(folder, () => readdirSync(folder))
  // Decoding replaces bad bytes by U+FFFD, so only such names are read again.
  if (!names.some((name) => name.includes('\ufffd'))) return names
  return attempt(folder, () => readdirSync(folder, { encoding: 'buffer' })).map((bytes) =>
    isUtf8(bytes) ? bytes.toString('utf8') : bytes,
  )
}

function statBytes(prefix: string, name: Buffer): FileStats | undefined {
  try {
    const stats = lstatSync(Buffer.concat([Buffer.from(prefix), name]), { throwIfNoEntry: false })
    return stats && fileStats(stats)
  } catch {
    // What it is would be good to know; that it cannot sync is known anyway.
    return undefined
  }
}

function statName(prefix: string, name: string): Listed | undefined {
  const path = prefix + name
  try {
    const stats = statsAt(path)
    return stats && { name, stats }
  } catch (error) {
    return { name, stats: undefined, fault: asDiskError(error, path) }
  }
}
