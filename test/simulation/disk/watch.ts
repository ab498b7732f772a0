import { isIgnoredEverywhere } from '../../../runtime/core/names.ts'
import type { Hint, Watch, Watching } from '../../../runtime/ports/watch.ts'
import type { SimulatedDisk } from './disk.ts'
import type { Folder, Inode } from './inode.ts'

/** What goes wrong with events, each as a probability from 0 to 1. May be set while watching. */
export interface WatchTrouble {
  /** An event is never told. */
  drop: number
  /** It is told twice. */
  double: number
  /** ms that an event takes at most; how many it takes is chance. */
  longestDelay: number
  /** The queue overflows: instead of the event, everything may have changed. */
  overflow: number
  /** The queue overflows and nobody is told, as with libuv; the event and those under way are lost. */
  silentOverflow: number
}

export interface WatchSettings {
  /** From 0 to below 1. */
  readonly random: () => number
  /** Calls back after so many ms; without it every hint comes as soon as those who act are done. */
  readonly later?: (delay: number, deliver: () => void) => void
  /** Folders that can be watched in all (fs.inotify.max_user_watches); may be changed by `limit`. */
  readonly limit?: number
  readonly trouble?: Partial<WatchTrouble>
}

/** The port over a simulated disk. */
export interface SimulatedWatch extends Watch {
  readonly trouble: WatchTrouble
  /** Folders that are watched now. */
  readonly folders: number
  /** Events told and lost. */
  readonly told: number
  readonly lost: number
  /** The process dies: no hint comes any more. */
  crash(): void
}

/** What watches a root is told of. */
interface Watched {
  tell(folder: Folder, entered: Inode | undefined): void
  end(): void
}

/** Watches as inotify does: each folder by itself, told by what is in it; what is watched stays watched wherever it is moved. */
export function createWatch(disk: SimulatedDisk, settings: WatchSettings): SimulatedWatch {
  const { random, limit = Number.POSITIVE_INFINITY } = settings
  const later = settings.later ?? ((_delay, deliver) => queueMicrotask(deliver))
  const trouble: WatchTrouble = {
    ...{ drop: 0, double: 0, longestDelay: 0, overflow: 0, silentOverflow: 0 },
    ...settings.trouble,
  }
  const roots = new Set<Watched>()
  const count = { folders: 0, told: 0, lost: 0, flight: 0 }

  const listener = (folder: Folder, entered: Inode | undefined): void => {
    for (const root of roots) root.tell(folder, entered)
  }
  disk.machine.listeners.add(listener)

  /** Lets an event come through, or not. `flight` counts up when all that is under way is lost. */
  const send = (deliver: () => void, overflowed: () => void): void => {
    if (random() < trouble.silentOverflow) {
      count.flight++
      count.lost++
      return
    }
    if (random() < trouble.drop) {
      count.lost++
      return
    }
    const what = random() < trouble.overflow ? overflowed : deliver
    const copies = random() < trouble.double ? 2 : 1
    const { flight } = count
    for (let copy = 0; copy < copies; copy++)
      later(random() * trouble.longestDelay, () => {
        if (flight !== count.flight) return
        count.told++
        what()
      })
  }

  return {
    trouble,
    get folders() {
      return count.folders
    },
    get told() {
      return count.told
    },
    get lost() {
      return count.lost
    },
    crash() {
      disk.machine.listeners.delete(listener)
      for (const root of roots) root.end()
    },
    async watch(root, { ignored, hint }): Promise<Watching> {
      const top = disk.folder(root)
      const paths = new Map<Folder, string>()
      let shortfall: string | undefined
      let open = true
      const tell = (told: Hint): void => {
        if (open) hint(told)
      }
      const everything = (): void => tell({ kind: 'everything', path: root })

      /** Watches a folder and what is below it; `fresh` folders are told of, since what is in them may have come before their watch. */
      const begin = (folder: Folder, path: string, fresh: boolean): void => {
        if (paths.has(folder)) return
        if (count.folders >= limit) {
          shortfall = 'the limit fs.inotify.max_user_watches is reached'
          return
        }
        paths.set(folder, path)
        count.folders++
        if (fresh) tell({ kind: 'folder', path })
        for (const { name, inode } of folder.entries.values()) {
          const inner = `${path}/${name}`
          if (inode.kind === 'folder' && !isIgnoredEverywhere(name) && !ignored(inner))
            begin(inode, inner, fresh)
        }
      }

      const watched: Watched = {
        tell(folder, entered) {
          if (folder === top?.parent && disk.folder(root) !== top) send(everything, everything)
          const path = paths.get(folder)
          if (path === undefined) return
          send(() => {
            tell({ kind: 'folder', path })
            if (entered?.kind !== 'folder' || entered.links === 0) return
            const inner = `${path}/${entered.name}`
            if (isIgnoredEverywhere(entered.name) || ignored(inner)) return
            // What was watched under another name is let go and watched anew, as the real watchers do.
            forget(entered)
            begin(entered, inner, true)
          }, everything)
        },
        end() {
          open = false
          count.folders -= paths.size
          paths.clear()
          roots.delete(watched)
        },
      }
      const forget = (folder: Folder): void => {
        if (paths.delete(folder)) count.folders--
        for (const { inode } of folder.entries.values()) if (inode.kind === 'folder') forget(inode)
      }

      roots.add(watched)
      if (top === undefined) shortfall = 'the folder is not there'
      else begin(top, root, false)
      return {
        get folders() {
          return paths.size
        },
        get shortfall() {
          return shortfall
        },
        async reconcile() {
          if (top === undefined || !open) return
          count.folders -= paths.size
          paths.clear()
          shortfall = undefined
          begin(top, root, false)
        },
        async close() {
          watched.end()
        },
      }
    },
  }
}
