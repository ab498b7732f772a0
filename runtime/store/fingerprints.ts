import type { Database } from './database.ts'

/** The fingerprints of folders, by the id of their rows and, to be found fast, by where that is. */
export interface Fingerprints {
  at(parent: number, key: string): string | undefined
  put(folder: number, fingerprint: string): void
  /** Costs nothing where that was dropped a moment ago. */
  drop(folder: number): void
  /** What was dropped may be there again (a transaction was undone). */
  forget(): void
}

/** So many folders are known to have none. */
const remembered = 1_000

export function fingerprintsOf(database: Database): Fingerprints {
  const byPlace = database.prepare(
    'SELECT fingerprint FROM nodes JOIN fingerprints ON folder = id WHERE parent = ? AND key = ?',
  )
  const replace = database.prepare('REPLACE INTO fingerprints (folder, fingerprint) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM fingerprints WHERE folder = ?')
  const without = new Set<number>()
  return {
    at(parent, key) {
      const fingerprint = byPlace.first(parent, key)?.['fingerprint']
      return typeof fingerprint === 'string' ? fingerprint : undefined
    },
    put(folder, fingerprint) {
      without.delete(folder)
      replace.run(folder, fingerprint)
    },
    drop(folder) {
      if (without.has(folder)) return
      remove.run(folder)
      if (without.size >= remembered) without.clear()
      without.add(folder)
    },
    forget: () => without.clear(),
  }
}
