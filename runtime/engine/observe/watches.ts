import { type FolderIdentity, isSameFolder } from '../../core/safety/other-folder.ts'
import type { KnownRoot } from '../../ports/store.ts'
import type { Watch, Watching } from '../../ports/watch.ts'
import type { Attention } from '../attention.ts'
import type { Log } from '../log.ts'
import type { FoundInRoot, LocalObserver } from './local/local.ts'

/** The watchers of the roots that are there. */
export interface Watches {
  /** Watches exactly these roots. True when a watcher is new: what happened before it is only found by a scan. */
  keep(roots: readonly KnownRoot[]): Promise<boolean>
  /** To be told by a full scan what it meets on its way; see `Watching.found`. */
  readonly found: FoundInRoot
  /** To be told after a full scan: the watches are brought in line with what is there. */
  reconcile(): Promise<void>
  /** Why not every change is seen at once, or undefined. */
  shortfall(): string | undefined
  close(): Promise<void>
}

export function createWatches(watch: Watch, local: LocalObserver, attention: Attention, log: Log): Watches {
  /** By the folder that is watched: another one at the same place is not. */
  const watchings = new Map<string, { readonly folder: FolderIdentity; readonly watching: Watching }>()

  return {
    async keep(roots) {
      const wanted = new Map(roots.map((root) => [root.target, root]))
      for (const [target, { folder, watching }] of watchings) {
        const root = wanted.get(target)
        if (root !== undefined && isSameFolder(folder, root)) continue
        watchings.delete(target)
        await watching.close()
      }
      let fresh = false
      for (const [target, folder] of wanted) {
        if (watchings.has(target)) continue
        fresh = true
        const watching = await watch.watch(target, {
          ignored: (path) => local.ignoredFolder(path),
          hint: attention.hint,
        })
        watchings.set(target, { folder, watching })
        log.info('watching', { target, folders: watching.folders, shortfall: watching.shortfall })
      }
      return fresh
    },
    found: (root, folder, folders) => watchings.get(root)?.watching.found?.(folder, folders),
    async reconcile() {
      await Promise.all([...watchings.values()].map(({ watching }) => watching.reconcile()))
    },
    shortfall() {
      const reasons = [...watchings.values()].flatMap(({ watching: { shortfall } }) =>
        shortfall === undefined ? [] : [shortfall],
      )
      return reasons[0]
    },
    async close() {
      await Promise.all([...watchings.values()].map(({ watching }) => watching.close()))
      watchings.clear()
    },
  }
}
