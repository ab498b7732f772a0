import type { PathKey } from '../../../core/path.ts'
import { isSameMarker, type MarkerIdentity } from '../../../core/safety/other-folder.ts'
import { inspectRoot, type RootState } from '../../../local/roots/inspect-root.ts'
import { advanceGeneration, markerIdentityIn, readMarker } from '../../../local/roots/marker.ts'
import { type DiskErrorCode, type Files, isDiskError } from '../../../ports/files.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'

/** The value of the store that holds, while the marker of a root is moved on, the generation that it may still have. */
export const advancing = (path: PathKey): string => `root-advancing:${path}`

/** The value that holds which file the marker of a root was written as; there is none while it is being written. */
const written = ({ identity }: Pick<KnownRoot, 'identity'>): string => `root-marker:${identity}`

/** Moves the markers of the roots on, in store and folder, and reads them. */
export interface Markers {
  /**
   * The state of a known root; a marker that a killed start had not moved on yet is as good as moved on. A root whose marker is another file than was
   * written was put there from a backup, as all else in it may have been: it is a copy. Throws DiskError.
   */
  inspect(root: KnownRoot): Promise<RootState>
  /** Moves a marker on by one. One that cannot be written stays as it is. */
  moveOn(root: KnownRoot): Promise<void>
  /**
   * The same, but only once since the root was taken. On a disk that is full the marker stays as it is, and is tried again the next time:
   * nothing else needs room there. Throws any other DiskError.
   */
  moveOnOnce(root: KnownRoot): Promise<void>
  /** The root has a marker that was made just now. Throws DiskError. */
  made(root: KnownRoot): Promise<void>
  /** The root at this path was taken just now, or is a copy: its marker is to be moved on. */
  taken(path: PathKey): void
  /** The root is let go of; may be called in a transaction that fails. */
  forget(root: KnownRoot): void
}

/** Keeps `known` true to the markers. */
export function createMarkers(store: Store, files: Files, known: Map<PathKey, KnownRoot>): Markers {
  const advanced = new Set<PathKey>()

  /** The marker of a root was written just now. */
  const wrote = async (root: KnownRoot): Promise<void> => {
    const file = await markerIdentityIn(files, root.target)
    store.transaction(() => {
      store.setValue(advancing(root.path), undefined)
      store.setValue(written(root), file === undefined ? undefined : JSON.stringify(file))
    })
  }

  const isAsWritten = (root: KnownRoot, there: MarkerIdentity): boolean => {
    const text = store.value(written(root))
    return text === undefined || isSameMarker(JSON.parse(text), there)
  }

  const advance = async (root: KnownRoot): Promise<void> => {
    const next = { ...root, generation: root.generation + 1 }
    store.transaction(() => {
      store.setValue(advancing(root.path), String(root.generation))
      store.setValue(written(root), undefined)
      store.putRoot(next)
    })
    // Before the marker: it may be moved on also where that is told as an error.
    known.set(root.path, next)
    await advanceGeneration(files, root.target, next)
    await wrote(root)
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
        await wrote(root)
        return inspectRoot(files, root)
      }
      return state.state === 'ready' && !isAsWritten(root, state.marker) ? { ...state, isCopy: true } : state
    },
    moveOn: (root) => advanceUnless(root),
    async moveOnOnce(root) {
      if (!advanced.has(root.path)) await advanceUnless(root, 'no-space')
    },
    async made(root) {
      advanced.add(root.path)
      await wrote(root)
    },
    taken(path) {
      advanced.delete(path)
    },
    forget: (root) => store.setValue(written(root), undefined),
  }
}
