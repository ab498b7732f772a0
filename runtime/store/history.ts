import type { HistoryEntry, Store } from '../ports/store.ts'
import type { Database } from './database.ts'

/** So many lines stay; older ones leave when as many again as `slack` have come. */
const keptLines = 10_000
const slack = 500

/** What was synced, newest first. */
export function historyOf(database: Database): Pick<Store, 'record' | 'history'> {
  const add = database.prepare('INSERT INTO history (at, action, path, detail) VALUES (?, ?, ?, ?)')
  const prune = database.prepare('DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?')
  const newest = database.prepare('SELECT at, action, path, detail FROM history ORDER BY id DESC LIMIT ?')
  let sincePruned = slack
  return {
    record({ at, action, path, detail }) {
      add.run(at, action, path, detail ?? null)
      if (++sincePruned < slack) return
      prune.run(keptLines)
      sincePruned = 0
    },
    history: (limit) =>
      newest.all(limit).map(
        (row): HistoryEntry => ({
          at: Number(row['at']),
          action: String(row['action']),
          path: String(row['path']),
          detail: typeof row['detail'] === 'string' ? row['detail'] : undefined,
        }),
      ),
  }
}
