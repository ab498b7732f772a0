import type { RemoteFile } from '../../../../../runtime/core/tree.ts'
import type { ItemResult, UploadRequest } from '../../../../../runtime/ports/cloud.ts'
import { within } from '../../chance.ts'
import type { Wire } from '../wire.ts'
import { type Commit, type CommitOutcome, commitSession, resolved, sameInDropbox } from './commit.ts'

/** A commit, and how to send the file again should its session be of no use. */
export interface PendingCommit extends Commit {
  readonly again: () => Promise<ItemResult<RemoteFile>>
}

/** Gathers commits into few requests, one under way at a time. */
export interface Committer {
  add(commit: PendingCommit): void
  /** Commits or drops what still waits; resolves when nothing is under way any more. Errors go to `failed`. */
  finish(rest: 'commit' | 'drop'): Promise<void>
}

/** A file that has waited this long is committed without waiting for more, in ms. */
const longestWait = 5000

export function createCommitter({
  wire,
  signal,
  committing,
  settle,
  failed,
}: {
  readonly wire: Wire
  readonly signal: AbortSignal
  readonly committing: (requests: readonly UploadRequest[]) => void
  readonly settle: (request: UploadRequest, result: ItemResult<RemoteFile>) => void
  readonly failed: (error: unknown) => void
}): Committer {
  let pending: PendingCommit[] = []
  let waitingSince = 0
  let finishing = false
  let broken = false
  let underWay: Promise<void> | undefined

  const isTime = (): boolean =>
    pending.length > 0 && !broken && (finishing || wire.clock.monotonic() - waitingSince >= longestWait)

  const fail = (error: unknown): void => {
    broken = true
    failed(error)
  }

  const commitPending = async (): Promise<void> => {
    while (isTime()) {
      const commits = pending.splice(0, within(wire.random, wire.misbehaviour().itemsPerRequest))
      waitingSince = wire.clock.monotonic()
      committing(commits.map(({ request }) => request))
      const { value } = await wire.exclusively(signal, () =>
        wire.call('finish', signal, () => commits.map((commit) => commitSession(wire, commit))),
      )
      for (const [index, commit] of commits.entries()) {
        const outcome = value[index]
        if (outcome !== undefined) settle(commit.request, await conclude(commit, outcome))
      }
    }
  }

  const conclude = async (commit: PendingCommit, outcome: CommitOutcome): Promise<ItemResult<RemoteFile>> => {
    if (!('lost' in outcome)) return resolved(wire, commit.request, outcome, signal)
    // The session may be gone because an earlier delivery of this commit came through and only the answer did not.
    const present = await sameInDropbox(wire, commit.request, signal)
    return present === undefined ? commit.again() : { ok: true, value: present }
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

  return {
    add(commit) {
      if (pending.length === 0) waitingSince = wire.clock.monotonic()
      pending.push(commit)
      start()
    },
    async finish(rest) {
      if (rest === 'drop') pending = []
      finishing = true
      start()
      while (underWay !== undefined) await underWay
    },
  }
}
