import { nothing, type Triple } from '../core/tree.ts'
import type { TreeName } from '../ports/store.ts'
import type { Database, Row, Statement } from './database.ts'
import { localCells, localHashCell, remoteCells, syncedCells } from './row.ts'

/** Writes rows of the table `nodes`. `unsettled` is the depth of a path that is not settled, and null for one that is. */
export interface RowWriter {
  /** `key` is the last component of the path's key. */
  insert(parent: number, key: string, triple: Triple, unsettled: number | null): void
  /** Writes what a change in one tree touches, and gives the cells that it wrote. */
  update(tree: TreeName, id: number, key: string, triple: Triple, unsettled: number | null): Row
  judge(id: number, unsettled: number | null): void
  remove(id: number): void
}

/** Prepares the statements of a database. */
export function rowWriter(database: Database): RowWriter {
  const insertion = insertionInto(database)
  const updates = {
    remote: updateOf(database, 'remote'),
    local: updateOf(database, 'local'),
    synced: updateOf(database, 'synced'),
  }
  const judgement = database.prepare('UPDATE nodes SET unsettled = ? WHERE id = ?')
  const removal = database.prepare('DELETE FROM nodes WHERE id = ?')
  return {
    insert(parent, key, triple, unsettled) {
      insertion.run(parent, key, unsettled, ...Object.values(cellsOf('synced', key, triple)))
    },
    update(tree, id, key, triple, unsettled) {
      const changed = cellsOf(tree, key, triple)
      updates[tree].run(...Object.values(changed), unsettled, id)
      return changed
    },
    judge: (id, unsettled) => void judgement.run(unsettled, id),
    remove: (id) => void removal.run(id),
  }
}

/**
 * The columns that a change in one tree touches, always in the same order: what the others leave out depends on the synced one, and the hash on the
 * box on the one in Dropbox.
 */
function cellsOf(tree: TreeName, key: string, triple: Triple): Row {
  if (tree === 'remote') return { ...remoteCells(key, triple), ...localHashCell(triple) }
  if (tree === 'local') return localCells(key, triple)
  return { ...remoteCells(key, triple), ...localCells(key, triple), ...syncedCells(key, triple) }
}

function insertionInto(database: Database): Statement {
  const columns = ['parent', 'key', 'unsettled', ...Object.keys(cellsOf('synced', '', nothing))]
  return database.prepare(
    `INSERT INTO nodes (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
}

function updateOf(database: Database, tree: TreeName): Statement {
  const columns = [...Object.keys(cellsOf(tree, '', nothing)), 'unsettled']
  return database.prepare(
    `UPDATE nodes SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
  )
}
