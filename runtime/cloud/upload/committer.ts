import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult, UploadRequest } from '../../ports/cloud.ts'
import type { Outcome } from '../batch.ts'
import type { Connection } from '../connection/connection.ts'
import { type Commit, commitAll, commitResult, commitsPerCall } from './commit.ts'

/** A commit, and how to send the file again should its session be of no use. */
export interface PendingCommit extends Commit {
  readonly again: (request: UploadRequest) => Promise<ItemResult<RemoteFile>>
}

/** Gathers commits into few calls, since each locks the account's namespace for everyone. */
export interface Committer {
  /** Takes a commit. A call starts when enough have come, or at the next look after the first has waited long enough. */
  add(commit: PendingCommit): void
  /** Something else has moved on; what has waited long enough by now need not wait for it to come to its end. */
  look(): void
  /** Commits what waits as soon as no other call is under way. */
  flush(): void
  /** Commits what still waits, unless it was stopped; resolves when nothing is under way any more. Errors go to `failed`. */
  finish(): Promise<void>
}

/** A call starts when this much content waits, in bytes. */
const enoughBytes = 128 * 1024 * 1024
/** Or when a file has waited this long, in ms: on a slow line results flow, and a kill loses little. */
const longestWait = 5000

/**
 * `signal` ends calls that are under way, `stopped` keeps others from being begun; `committing` is told before each call, and `failed` hears of the first error at once. Only one call is
 * under way at a time, and what comes meanwhile waits for the next.
 */
export function createCommitter({
  connection,
  signal,
  stopped,
  committing,
  settle,
  failed,
}: {
  readonly connection: Connection
  readonly signal: AbortSignal
  readonly stopped: AbortSignal
  readonly committing: (requests: readonly UploadRequest[]) => void
  readonly settle: (request: UploadRequest, result: ItemResult<RemoteFile>) => void
  readonly failed: (error: unknown) => void
}): Committer {
  const pending: PendingCommit[] = []
  let pendingBytes = 0
  let waitingSince = 0
  let hurried = false
  let finishing = false
  let broken = false
  let underWay: Promise<void> | undefined
  const settling = new Set<Promise<void>>()

  const isTime = (): boolean =>
    pending.length > 0 &&
    !broken &&
    !stopped.aborted &&
    (hurried ||
      finishing ||
      pending.length >= commitsPerCall ||
      pendingBytes >= enoughBytes ||
      connection.clock.monotonic() - waitingSince >= longestWait)

  const fail = (error: unknown): void => {
    broken = true
    failed(error)
  }

  const commitPending = async (): Promise<void> => {
    while (isTime()) {
      const commits = pending.splice(0, commitsPerCall)
      pendingBytes = pending.reduce((sum, { request }) => sum + request.size, 0)
      waitingSince = connection.clock.monotonic()
      if (pending.length === 0) hurried = false
      committing(commits.map(({ request }) => request))
      const outcomes = await commitAll(connection, commits, signal)
      // Taking in what a thousand files came to takes as long as a call: the next one is on its way first.
      const isSent = nextTurn()
      for (const [index, commit] of commits.entries()) {
        const outcome = outcomes[index]
        if (outcome === undefined) continue
        const settled: Promise<void> = isSent
          .then(() => conclude(commit, outcome))
          .catch(fail)
          .finally(() => settling.delete(settled))
        settling.add(settled)
      }
    }
  }

  const conclude = async (commit: PendingCommit, outcome: Outcome): Promise<void> => {
    const concluded = await commitResult(connection, commit, outcome, signal)
    if (concluded.lost)
      settle(commit.request, await commit.again({ ...commit.request, over: concluded.over }))
    else settle(commit.request, concluded.result)
  }

  const start = (): void => {
    if (underWay !== undefined || !isTime()) return
    underWay = commitPending()
      .catch(fail)
      .finally(() => {
        underWay = undefined
        // What was added after the last look is looked at now.
        start()
      })
  }

  const flush = (): void => {
    hurried = pending.length > 0
    start()
  }

  return {
    add(commit) {
      if (pending.length === 0) waitingSince = connection.clock.monotonic()
      pending.push(commit)
      pendingBytes += commit.request.size
      start()
    },
    look: start,
    flush,
    async finish() {
      finishing = true
      start()
      while (underWay !== undefined) await underWay
      await Promise.all(settling)
    },
  }
}

/** Until everything that can go on at once has gone on. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
