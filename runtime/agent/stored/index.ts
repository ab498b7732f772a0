import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BoxPaths } from '../../box/paths.ts'
import type { SelectionRule } from '../../core/selection.ts'
import { type Store, StoreError } from '../../ports/store.ts'
import { openStore } from '../../store/store.ts'

/**
 * Puts a damaged index aside, as index.db.damaged, and begins a new one that keeps what to sync if that can still be read.
 * It knows of no agreement between the sides, so that they are united and nothing is deleted. Throws StoreError.
 */
export function replaceIndex(paths: BoxPaths): Store {
  const rules = readableRules(paths)
  const folder = dirname(paths.indexFile)
  const name = basename(paths.indexFile)
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (!readdirSync(folder).includes(name + suffix)) continue
    rmSync(join(folder, `${name}.damaged${suffix}`), { force: true })
    renameSync(join(folder, name + suffix), join(folder, `${name}.damaged${suffix}`))
  }
  const store = openStore(paths.indexFile)
  store.setSelection(rules)
  return store
}

function readableRules(paths: BoxPaths): readonly SelectionRule[] {
  try {
    const damaged = openStore(paths.indexFile)
    try {
      return damaged.selection()
    } finally {
      damaged.close()
    }
  } catch (error) {
    if (error instanceof StoreError) return []
    throw error
  }
}
