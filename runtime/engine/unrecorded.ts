import type { PathKey } from '../core/path.ts'
import type { Agreements } from './agreements.ts'
import type { CommitsUnderWay } from './commits-under-way.ts'
import type { PowerCut } from './observe/power-cut.ts'
import type { RootsSeen } from './observe/roots/look.ts'
import type { Roots } from './observe/roots/roots.ts'
import type { Places } from './places.ts'
import type { Recorder } from './recorder.ts'
import type { Restoring } from './restored/restored.ts'

/**
 * What the agent before this one did and was killed before it recorded it. It is agreed on at the first look at Dropbox of a life; taken for news from both sides,
 * what was deleted since would come back, and what was edited become a conflict copy.
 */
export interface Unrecorded {
  /** The box was looked at, and Dropbox is about to be. Throws StoreError, and what `signal` is aborted with. */
  beforeDropbox(signal: AbortSignal): Promise<void>
  /** Dropbox has told all that is new. Throws StoreError. */
  afterDropbox(here: RootsSeen): Promise<void>
}

export function createUnrecorded(parts: {
  readonly agreements: Pick<Agreements, 'takeUp'>
  readonly commits: Pick<CommitsUnderWay, 'agree'>
  readonly powerCut: Pick<PowerCut, 'doubt'>
  readonly restoring: Pick<Restoring, 'undecided'>
  readonly roots: Pick<Roots, 'isCopied'>
  readonly places: Pick<Places, 'rootOf'>
  readonly recorder: Pick<Recorder, 'add'>
  /** Whether the Remote tree is whole. */
  readonly isRemoteWhole: () => boolean
  /** Whether this agent, and no other one, writes into the store at this moment. */
  readonly holds: () => Promise<boolean>
}): Unrecorded {
  const { agreements, commits, powerCut, restoring, roots, places, recorder, isRemoteWhole, holds } = parts
  let isDone = false
  return {
    async beforeDropbox(signal) {
      if (!isDone && isRemoteWhole() && !restoring.undecided()) await agreements.takeUp(signal)
    },
    async afterDropbox({ ready }) {
      if (isDone || !(await holds())) return
      isDone = true
      // What a power cut took, or a copy of a root lacks, nobody deleted.
      const isTrusted = powerCut.doubt() === undefined && !restoring.undecided()
      const isSure = (path: PathKey): boolean => {
        const root = places.rootOf(path)
        return root !== undefined && !roots.isCopied(root.path) && ready.some((one) => one.path === root.path)
      }
      recorder.add(commits.agree((path) => isTrusted && isSure(path)))
    },
  }
}
