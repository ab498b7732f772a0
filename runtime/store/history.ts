import type { HistoryLine, Store } from '../ports/store.ts'
import type { Database } from './database.ts'

/** So many lines stay; older ones leave when as many again as `slack` have come. */
const keptLines = 10_000
const slack = 500

/** What was synced, newest first. */
export function historyOf(database: Database): Pick<Store, 'record' | 'history'> {
  const add = database.prepare('INSERT INTO history (at, action, path, detail, box) VALUES (?, ?, ?, ?, ?)')
  const prune = database.prepare('DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - ?')
  const newest = database.prepare(
    'SELECT id, at, action, path, detail, box FROM history WHERE id > ? ORDER BY id DESC LIMIT ?',
  )
  let sincePruned = slack
  return {
    record({ at, action, path, detail, box }) {
      add.run(at, action, path, detail ?? null, box ?? null)
      if (++sincePruned < slack) return
      prune.run(keptLines)
      sincePruned = 0
    },
    history: (limit, after = 0) =>
      newest.all(after, limit).map(
        (row): HistoryLine => ({
          id: Number(row['id']),
          at: Number(row['at']),
          action: String(row['action']),
          path: String(row['path']),
          detail: typeof row['detail'] === 'string' ? row['detail'] : undefined,
          ...(typeof row['box'] === 'string' ? { box: row['box'] } : {}),
        }),
      ),
  }
}
