import type { Triple } from '../core/tree.ts'
import type { Count, TreeName } from '../ports/store.ts'
import type { Database } from './database.ts'

/** What each whole tree holds: counted once in the life of an index, then kept up to date, and stored, with every write. */
export interface Totals {
  of(tree: TreeName): Count
  exchange(before: Triple, after: Triple): void
  /** To be told at the end of each transaction, within it: stores what has changed. */
  keep(): void
  /** What was changed since the last transaction was undone. */
  forget(): void
}

const bytesColumn: Readonly<Record<TreeName, string>> = {
  remote: 'coalesce(remote_size, 0)',
  local: 'coalesce(local_size, 0)',
  synced: 'CASE synced WHEN 1 THEN coalesce(local_size, remote_size, 0) ELSE 0 END',
}

/** SQL that gives `files`, `folders` and `bytes` of a tree over some rows of nodes. */
export function countingColumns(tree: TreeName): string {
  const files = tree === 'remote' ? 'remote IN (1, 3)' : `${tree} = 1`
  const folders = tree === 'local' ? 'local IN (2, 3)' : `${tree} = 2`
  return `coalesce(sum(${files}), 0) AS files, coalesce(sum(${folders}), 0) AS folders,
    coalesce(sum(${bytesColumn[tree]}), 0) AS bytes`
}

const trees: readonly TreeName[] = ['remote', 'local', 'synced']

/** Gives what a database holds: as it is stored there, or else counted when first asked. */
export function totalsOf(database: Database): Totals {
  const stored = database.prepare('SELECT files, folders, bytes FROM totals WHERE tree = ?')
  const store = database.prepare('REPLACE INTO totals (tree, files, folders, bytes) VALUES (?, ?, ?, ?)')
  let known: Record<TreeName, Count> | undefined
  /** What is not stored as it is known. */
  const changed = new Set<TreeName>()
  const read = (tree: TreeName): Count => {
    const known = stored.first(tree)
    if (known === undefined) changed.add(tree)
    const row = known ?? database.prepare(`SELECT ${countingColumns(tree)} FROM nodes`).first()
    return {
      files: Number(row?.['files']),
      folders: Number(row?.['folders']),
      bytes: Number(row?.['bytes']),
    }
  }
  const all = (): Record<TreeName, Count> => {
    known ??= { remote: read('remote'), local: read('local'), synced: read('synced') }
    return known
  }
  return {
    of: (tree) => all()[tree],
    exchange(before, after) {
      const totals = all()
      for (const tree of trees) {
        const files = isKind('file', tree, after) - isKind('file', tree, before)
        const folders = isKind('folder', tree, after) - isKind('folder', tree, before)
        const bytes = bytesOf(tree, after) - bytesOf(tree, before)
        if (files === 0 && folders === 0 && bytes === 0) continue
        const total = totals[tree]
        totals[tree] = {
          files: total.files + files,
          folders: total.folders + folders,
          bytes: total.bytes + bytes,
        }
        changed.add(tree)
      }
    },
    keep() {
      if (!known || changed.size === 0) return
      for (const tree of changed) {
        const { files, folders, bytes } = known[tree]
        store.run(tree, files, folders, bytes)
      }
      changed.clear()
    },
    forget() {
      known = undefined
      changed.clear()
    },
  }
}

function isKind(kind: 'file' | 'folder', tree: TreeName, triple: Triple): number {
  return triple[tree]?.kind === kind ? 1 : 0
}

/** Bytes of the entry in a tree; a synced file has those of the file on the box, or else in Dropbox. */
function bytesOf(tree: TreeName, { remote, local, synced }: Triple): number {
  const inDropbox = remote?.kind === 'file' ? remote.size : undefined
  const onTheBox = local?.kind === 'file' ? local.size : undefined
  switch (tree) {
    case 'remote':
      return inDropbox ?? 0
    case 'local':
      return onTheBox ?? 0
    case 'synced':
      return synced?.kind === 'file' ? (onTheBox ?? inDropbox ?? 0) : 0
  }
}
