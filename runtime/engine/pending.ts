import type { DisplayPath, PathKey } from '../core/path.ts'
import type { MassDeletion } from '../core/safety/mass-deletion.ts'

/** What waits for a person's word: every path of it, files and folders, as people spell them. */
export interface Pending {
  /** What would be deleted, by the side where it would be. */
  readonly deletions: readonly PendingDeletions[]
  /** New files that would be sent to Dropbox. */
  readonly additions: readonly DisplayPath[]
}

export interface PendingDeletions {
  readonly side: MassDeletion['side']
  readonly paths: readonly DisplayPath[]
}

/** What a person agreed to beside the deletions that wait: roots that are halted, and new files by name. */
export interface Approval {
  readonly roots: readonly PathKey[]
  readonly additions: readonly DisplayPath[]
}
