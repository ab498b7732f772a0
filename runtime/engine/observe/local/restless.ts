import { isWithin, keyOf, type PathKey, parentOf } from '../../../core/path.ts'
import type { ScannedFolder } from '../../../local/scan/scan-tree.ts'
import type { Clock } from '../../../ports/clock.ts'

/** ms for which something that is being written counts as work under way. */
const usualWriting = 10_000
/** So many times the stillness that is waited for, and a version of its beginning is better than none. */
const patience = 15

/** The files that were being written at the last look; nothing tells when they have come to rest. */
export interface Restless {
  note(scanned: Pick<ScannedFolder, 'path' | 'problems'>): void
  /** Forgets a folder and what is below it. */
  forget(folder: PathKey): void
  /** The folders that hold them. */
  folders(): readonly PathKey[]
  /** Whether one of them has not been so for long, so that it is not yet a problem of its own. */
  unsettled(): boolean
  /** Whether a file was found so at every look for so long that a person is told. */
  isTold(file: PathKey): boolean
  /** Whether something in a folder has been so for so long that the beginning of a file that grows is to be read. */
  isTrying(folder: PathKey): boolean
}

/** The looks that found a file being written, monotonic ms. */
interface Writing {
  readonly since: number
  readonly last: number
}

/** `stillness`: ms for which a large file must not have been written to, before it is read. */
export function createRestless(clock: Clock, stillness: number): Restless {
  const restless = new Map<PathKey, ReadonlyMap<PathKey, Writing>>()
  // By looks, not by the clock: a file may have come to rest since, and nobody has looked.
  const isLong = ({ since, last }: Writing): boolean => last - since >= usualWriting
  return {
    note({ path, problems }) {
      const before = restless.get(path)
      const now = clock.monotonic()
      const writing = new Map<PathKey, Writing>()
      for (const problem of problems) {
        const file = keyOf(problem.path)
        const known = before?.get(file)
        if (problem.why.reason === 'changing') writing.set(file, { since: known?.since ?? now, last: now })
        else if (problem.why.reason === 'being-read' && known !== undefined) writing.set(file, known)
      }
      if (writing.size > 0) restless.set(path, writing)
      else restless.delete(path)
    },
    forget(folder) {
      for (const path of restless.keys()) if (isWithin(path, folder)) restless.delete(path)
    },
    folders: () => [...restless.keys()],
    unsettled: () =>
      restless.values().some((writing) => writing.values().some((writing) => !isLong(writing))),
    isTold(file) {
      const writing = restless.get(parentOf(file))?.get(file)
      return writing === undefined || isLong(writing)
    },
    isTrying(folder) {
      const writing = restless.get(folder)?.values() ?? []
      return writing.some(({ since }) => clock.monotonic() - since >= patience * stillness)
    },
  }
}
