import { readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { BoxPaths } from '../../box/paths.ts'
import { type Store, StoreError } from '../../ports/store.ts'
import { openStore } from '../../store/store.ts'
import type { AgentLog } from '../log/log.ts'
import { type Choice, readChoice } from './choice.ts'
import { type Headroom, headroomOf } from './headroom.ts'
import { choiceIn, choose, openKept } from './open-kept.ts'
import { tellReplaced } from './replaced.ts'

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
 * Puts a damaged index, which must be closed, aside as index.db.damaged, and begins a new one that keeps what to sync: as the copy beside it
 * has it, or else as far as the damaged one can still be read. It knows of no agreement between the sides, so that they are united and nothing
 * is deleted. Throws StoreError.
 */
export function replaceIndex(paths: BoxPaths, log: AgentLog, reason: unknown): Index {
  log.failure('index-damaged', reason)
  const choice = readChoice(paths.choiceFile) ?? readableChoice(paths)
  const folder = dirname(paths.indexFile)
  const name = basename(paths.indexFile)
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    if (!readdirSync(folder).includes(name + suffix)) continue
    rmSync(join(folder, `${name}.damaged${suffix}`), { force: true })
    renameSync(join(folder, name + suffix), join(folder, `${name}.damaged${suffix}`))
  }
  const index = openWatched(paths)
  index.store.transaction(() => {
    if (choice !== undefined) choose(index.store, choice)
    tellReplaced(index.store, { at: Date.now(), why: 'damaged', choice: choice ? 'kept' : 'lost' })
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
  const store = openKept(paths, {
    damaged: (error) => damage.abort(error),
    full: () => headroom.give(),
  })
  headroom.restore()
  return { store, damage: damage.signal, headroom }
}

function readableChoice(paths: BoxPaths): Choice | undefined {
  try {
    const damaged = openStore(paths.indexFile)
    try {
      return choiceIn(damaged)
    } finally {
      damaged.close()
    }
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}
