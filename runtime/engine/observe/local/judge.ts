import type { PathKey } from '../../../core/path.ts'
import type { LocalEntry } from '../../../core/tree.ts'
import type { CompleteFolder } from '../../../local/scan/scan-tree.ts'

/** Decides, of what a look found, where both sides may still be taken to agree; where not, they are united. */
export interface Judge {
  /**
   * Forgets that both sides agreed wherever that says nothing any more, so that nothing there counts as deleted or edited here. To be called in a
   * transaction, before the Local tree learns what was found. `known` is what it holds of the folder, `placed` what transfers have put there since
   * the scan began.
   */
  judge(
    scanned: CompleteFolder,
    known: ReadonlyMap<PathKey, LocalEntry>,
    placed: ReadonlySet<PathKey> | undefined,
  ): void
  /** Tells that a transfer put something at a path. */
  placed(path: PathKey): void
}
