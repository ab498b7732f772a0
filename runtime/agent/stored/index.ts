import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BoxPaths } from '../../box/paths.ts'
import type { SelectionRule } from '../../core/selection.ts'
import { type Store, StoreError } from '../../ports/store.ts'
import { openStore } from '../../store/store.ts'
import type { AgentLog } from '../log/log.ts'
import { type Headroom, headroomOf } from './headroom.ts'

/** The agent's index. `damage` is aborted, with the error as its reason, when the file turns out to be damaged. */
export interface Index {
  readonly store: Store
  readonly damage: AbortSignal
  /** What is kept free for it. */
  readonly headroom: Headroom
}

/** Opens the index, on a full disk with what was kept free for it, and replaces it when it is damaged. Throws StoreError. */
export function openIndex(paths: BoxPaths, log: AgentLog): Index {
  try {
    return openWatched(paths)
  } catch (error) {
    if (isFull(error) && headroomOf(paths.indexFile).give()) return openIndex(paths, log)
    if (!isCorrupt(error)) throw error
    return replaceIndex(paths, log, error)
  }
}

/**
 * Puts a damaged index, which must be closed, aside as index.db.damaged, and begins a new one that keeps what to sync if that can
 * still be read. It knows of no agreement between the sides, so that they are united and nothing is deleted. Throws StoreError.
 */
export function replaceIndex(paths: BoxPaths, log: AgentLog, reason: unknown): Index {
  log.failure('index-damaged', reason)
  const rules = readableRules(paths)
  const folder = dirname(paths.indexFile)
  const name = basename(paths.indexFile)
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (!readdirSync(folder).includes(name + suffix)) continue
    rmSync(join(folder, `${name}.damaged${suffix}`), { force: true })
    renameSync(join(folder, name + suffix), join(folder, `${name}.damaged${suffix}`))
  }
  const index = openWatched(paths)
  index.store.transaction(() => {
    index.store.setSelection(rules)
    index.store.record({ at: Date.now(), action: 'index-replaced', path: '', detail: undefined })
  })
  return index
}

export function isCorrupt(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'corrupt'
}

function isFull(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'disk-full'
}

function openWatched(paths: BoxPaths): Index {
  const damage = new AbortController()
  const headroom = headroomOf(paths.indexFile)
  const store = openStore(paths.indexFile, {
    damaged: (error) => damage.abort(error),
    full: () => headroom.give(),
  })
  headroom.restore()
  return { store, damage: damage.signal, headroom }
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
