import { readFileSync } from 'node:fs'
import type { Hint } from '../../ports/watch.ts'

/** Collects what the watchers of one root see. */
export interface HintCollector {
  /** An event came, whatever it says. */
  counted(): void
  /** Something changed directly in this folder; counts as an event. */
  touched(folder: string): void
  /** Anything may have changed. */
  everything(): void
  close(): void
}

/** Hands out collectors that share one count of events, as all watchers of a process share one queue in the kernel. */
export interface HintDesk {
  open(root: string, hint: (hint: Hint) => void): HintCollector
}

/** Without the file (no /proc) the kernel's default. */
const defaultQueue = 16_384

/** How many events the kernel keeps for a process that is busy (inotify(7)); one more, and the rest is dropped. */
export function readQueueLength(path = '/proc/sys/fs/inotify/max_queued_events'): number {
  try {
    const length = Number(readFileSync(path, 'utf8'))
    return Number.isSafeInteger(length) && length > 0 ? length : defaultQueue
  } catch {
    // Not to be had is no reason to fail: the default is what nearly every kernel has.
    return defaultQueue
  }
}

/**
 * Gives each touched folder once per turn of the event loop. libuv reads the whole queue in one turn and does not tell that it
 * overflowed (it drops IN_Q_OVERFLOW), so a turn with more than half a queue of events makes every root a hint for everything.
 */
export function openHintDesk(queueLength: number): HintDesk {
  const open = new Set<{ flush(overflowed: boolean): void }>()
  let events = 0
  let scheduled = false
  const note = (): void => {
    events++
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      const overflowed = events > queueLength / 2
      events = 0
      scheduled = false
      for (const collector of open) collector.flush(overflowed)
    })
  }

  return {
    open(root, hint) {
      const folders = new Set<string>()
      let all = false
      const collector = {
        flush(overflowed: boolean): void {
          const touched = [...folders]
          folders.clear()
          if (overflowed || all) {
            all = false
            hint({ kind: 'everything', path: root })
          } else for (const path of touched) hint({ kind: 'folder', path })
        },
      }
      open.add(collector)
      return {
        counted: note,
        touched(folder) {
          folders.add(folder)
          note()
        },
        everything() {
          all = true
          note()
        },
        close() {
          open.delete(collector)
        },
      }
    },
  }
}
