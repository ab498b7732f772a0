import type { KnownRoot, Store } from '../ports/store.ts'
import type { Database } from './database.ts'

/** The Dropbox folder and the mapped folders as they were last seen, by path. */
export function rootsOf(database: Database): Pick<Store, 'roots' | 'putRoot' | 'deleteRoot'> {
  const all = database.prepare('SELECT * FROM roots ORDER BY path')
  const put = database.prepare(
    'REPLACE INTO roots (path, target, identity, generation, device, inode, born) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM roots WHERE path = ?')
  return {
    roots: () =>
      all.all().map(
        (row): KnownRoot => ({
          path: String(row['path']),
          target: String(row['target']),
          identity: String(row['identity']),
          generation: Number(row['generation']),
          device: Number(row['device']),
          inode: Number(row['inode']),
          born: Number(row['born']),
        }),
      ),
    putRoot({ path, target, identity, generation, device, inode, born }) {
      put.run(path, target, identity, generation, device, inode, born)
    },
    deleteRoot(path) {
      remove.run(path)
    },
  }
}
