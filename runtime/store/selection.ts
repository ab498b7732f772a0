import type { PathKey } from '../core/path.ts'
import { type SelectionRule, selectionOf } from '../core/selection.ts'
import type { Database } from './database.ts'

/** The rules of selective sync. */
export interface StoredSelection {
  rules(): readonly SelectionRule[]
  wanted(path: PathKey): boolean
  /** Writes the rules; gives the paths whose own rule is another one now. */
  set(rules: readonly SelectionRule[]): readonly PathKey[]
  /** The next question reads the rules again. */
  forget(): void
}

/** Reads the rules when first asked. */
export function storedSelection(database: Database): StoredSelection {
  const all = database.prepare('SELECT path, display, include FROM selection ORDER BY position')
  const empty = database.prepare('DELETE FROM selection')
  const add = database.prepare('INSERT INTO selection (path, display, include) VALUES (?, ?, ?)')
  const read = () => {
    const rules = all.all().map((row) => ({
      path: String(row['path']),
      display: String(row['display']),
      include: row['include'] === 1,
    }))
    return { rules, wanted: selectionOf(rules) }
  }
  let known: ReturnType<typeof read> | undefined
  const current = () => {
    known ??= read()
    return known
  }
  return {
    rules: () => current().rules,
    wanted: (path) => current().wanted(path),
    set(rules) {
      const before = choicesOf(current().rules)
      const after = choicesOf(rules)
      empty.run()
      for (const { path, display, include } of rules) add.run(path, display, include ? 1 : 0)
      known = undefined
      return [...new Set([...before.keys(), ...after.keys()])].filter(
        (path) => before.get(path) !== after.get(path),
      )
    },
    forget() {
      known = undefined
    },
  }
}

function choicesOf(rules: readonly SelectionRule[]): ReadonlyMap<PathKey, boolean> {
  return new Map(rules.map(({ path, include }) => [path, include]))
}
