import type { PathKey } from '../../../core/path.ts'
import { inspectRoot, type RootState } from '../../../local/roots/inspect-root.ts'
import { advanceGeneration, readMarker } from '../../../local/roots/marker.ts'
import { type DiskErrorCode, type Files, isDiskError } from '../../../ports/files.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'

/** The value of the store that holds, while the marker of a root is moved on, the generation that it may still have. */
export const advancing = (path: PathKey): string => `root-advancing:${path}`

/** Moves the markers of the roots on, in store and folder, and reads them. */
export interface Markers {
  /** The state of a known root; a marker that a killed start had not moved on yet is as good as moved on. Throws DiskError. */
  inspect(root: KnownRoot): Promise<RootState>
  /** Moves a marker on by one. One that cannot be written stays as it is. */
  moveOn(root: KnownRoot): Promise<void>
  /**
   * The same, but only once since the root was taken. On a disk that is full the marker stays as it is, and is tried again the next time:
   * nothing else needs room there. Throws any other DiskError.
   */
  moveOnOnce(root: KnownRoot): Promise<void>
  /** The root at this path has a marker that was made just now. */
  made(path: PathKey): void
  /** The root at this path was taken just now: its marker is to be moved on. */
  taken(path: PathKey): void
}

/** Keeps `known` true to the markers. */
export function createMarkers(store: Store, files: Files, known: Map<PathKey, KnownRoot>): Markers {
  const advanced = new Set<PathKey>()

  const advance = async (root: KnownRoot): Promise<void> => {
    const next = { ...root, generation: root.generation + 1 }
    store.transaction(() => {
      store.setValue(advancing(root.path), String(root.generation))
      store.putRoot(next)
    })
    // Before the marker: it may be moved on also where that is told as an error.
    known.set(root.path, next)
    await advanceGeneration(files, root.target, next)
    store.setValue(advancing(root.path), undefined)
    advanced.add(root.path)
  }

  /** Takes back what `advance` began and the disk refused, unless the marker shows that it was done all the same. */
  const retreat = async (root: KnownRoot): Promise<void> => {
    const marker = await readMarker(files, root.target)
    const isDone = marker?.generation === root.generation + 1
    const standing = isDone ? { ...root, generation: root.generation + 1 } : root
    store.transaction(() => {
      store.putRoot(standing)
      store.setValue(advancing(root.path), undefined)
    })
    known.set(root.path, standing)
  }

  const advanceUnless = async (root: KnownRoot, ...refusals: readonly DiskErrorCode[]): Promise<void> => {
    try {
      await advance(root)
    } catch (error) {
      if (!isDiskError(error, ...refusals)) throw error
      await retreat(root)
    }
  }

  return {
    async inspect(root) {
      const state = await inspectRoot(files, root)
      const behind = store.value(advancing(root.path))
      if (
        state.state === 'rolled-back' &&
        behind !== undefined &&
        state.markerGeneration === Number(behind)
      ) {
        await advanceGeneration(files, root.target, root)
        store.setValue(advancing(root.path), undefined)
        return inspectRoot(files, root)
      }
      return state
    },
    moveOn: (root) => advanceUnless(root),
    async moveOnOnce(root) {
      if (!advanced.has(root.path)) await advanceUnless(root, 'no-space')
    },
    made(path) {
      advanced.add(path)
    },
    taken(path) {
      advanced.delete(path)
    },
  }
}
