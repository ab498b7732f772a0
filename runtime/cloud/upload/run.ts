import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult, Progress, SessionMemory, UploadRequest } from '../../ports/cloud.ts'
import type { Connection } from '../connection/connection.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { Committer } from './committer.ts'

/** What the uploads of one account have learned of the way to Dropbox; shared by all runs. */
export interface Capabilities {
  /** Files per append_batch; halved when a request of that many is refused as malformed or too large. */
  packEntries: number
  /** Whether sessions can be started and filled in batches. */
  batchSessions: boolean
}

/** One call of `upload`, as everything below it sees it. */
export interface UploadRun {
  readonly connection: Connection
  readonly sessions: SessionMemory
  readonly progress: Progress | undefined
  readonly budget: ByteBudget
  readonly capabilities: Capabilities
  readonly committer: Committer
  /** Told before each call that may make files visible in Dropbox. */
  readonly committing: (requests: readonly UploadRequest[]) => void
  /** Aborted by the caller, and by the first error that ends the run. */
  readonly signal: AbortSignal
  readonly settle: (request: UploadRequest, result: ItemResult<RemoteFile>) => void
}
