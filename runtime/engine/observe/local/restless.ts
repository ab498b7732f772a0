import { isWithin, type PathKey } from '../../../core/path.ts'
import type { ScannedFolder } from '../../../local/scan/scan-tree.ts'
import type { Clock } from '../../../ports/clock.ts'

/** ms for which something that is being written counts as work under way. */
const usualWriting = 10_000
/** So many times the stillness that is waited for, and a version of its beginning is better than none. */
const patience = 15

/** The folders in which something was being written at the last look; nothing tells when it has come to rest. */
export interface Restless {
  note(scanned: ScannedFolder): void
  /** Forgets a folder and what is below it. */
  forget(folder: PathKey): void
  folders(): readonly PathKey[]
  /** Whether one of them has not been so for long, so that it is not yet a problem of its own. */
  unsettled(): boolean
  /** Whether a folder has been so for so long that the beginning of a file that grows is to be read. */
  isTrying(folder: PathKey): boolean
}

/** `stillness`: ms for which a large file must not have been written to, before it is read. */
export function createRestless(clock: Clock, stillness: number): Restless {
  /** Since when, monotonic ms. */
  const restless = new Map<PathKey, number>()
  return {
    note({ path, problems }) {
      const reasons = new Set(problems.map(({ why }) => why.reason))
      if (reasons.has('changing')) {
        if (!restless.has(path)) restless.set(path, clock.monotonic())
      } else if (!reasons.has('being-read')) restless.delete(path)
    },
    forget(folder) {
      for (const path of restless.keys()) if (isWithin(path, folder)) restless.delete(path)
    },
    folders: () => [...restless.keys()],
    unsettled: () => [...restless.values()].some((since) => clock.monotonic() - since < usualWriting),
    isTrying: (folder) =>
      clock.monotonic() - (restless.get(folder) ?? clock.monotonic()) >= patience * stillness,
  }
}
