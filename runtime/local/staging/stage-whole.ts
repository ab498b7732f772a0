import type { ContentHash } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import type { NewFile, NewFileWriter } from '../../ports/new-files.ts'
import { cacheFolderOf, makeFolderOfOurs } from '../roots/cache-folder.ts'
import { removeStaged, type StagedFile, stagedPath } from './stage.ts'

/** A file whose content is all in memory. */
export interface WholeFile {
  readonly wanted: {
    readonly rev: string
    readonly hash: ContentHash
    readonly size: number
    /** The mtime that it is to have, ms since 1970. */
    readonly modified: number
  }
  readonly content: Uint8Array
}

/**
 * Stages files whose content is all in memory: verifies, writes and flushes them. What an earlier try left of them is removed. Gives in their order
 * what is staged, or what it failed with; nothing stays staged after `wrong-content` (which nothing is written of), `no-space` and `io`.
 */
export async function stageWhole(
  { files, newFiles }: { readonly files: Files; readonly newFiles: NewFileWriter },
  root: string,
  whole: readonly WholeFile[],
): Promise<readonly (StagedFile | DiskError)[]> {
  const stages = whole.map(({ wanted, content }): Staging => {
    const path = stagedPath(root, wanted)
    const { hash, size, modified } = wanted
    const outcome = content.byteLength === size ? undefined : new DiskError('wrong-content', path)
    return { wanted, path, content, hash, modified, outcome }
  })
  const write = async (some: readonly Staging[]): Promise<void> => {
    const outcomes = await newFiles.write(some)
    for (const [index, stage] of some.entries()) stage.outcome = outcomes[index]
  }
  await write(stages.filter(({ outcome }) => outcome === undefined))
  const again = await madeRoomFor(files, root, stages)
  if (again.length > 0) await write(again)
  return await Promise.all(stages.map((stage) => conclude(files, stage)))
}

/** One on its way: not written yet, or what came of it. */
interface Staging extends NewFile {
  readonly wanted: WholeFile['wanted']
  outcome: FileStats | DiskError | undefined
}

async function conclude(files: Files, { path, wanted, outcome }: Staging): Promise<StagedFile | DiskError> {
  // What the disk failed with while it wrote: the page cache may still show what the disk never got, and a later flush succeed (fsync(2), EIO).
  if (isDiskError(outcome, 'no-space', 'io'))
    return (await failing(() => removeStaged(files, path))) ?? outcome
  if (outcome === undefined) return new DiskError('io', path, { message: 'nobody wrote it' })
  if (isDiskError(outcome)) return outcome
  return { path, hash: wanted.hash, size: wanted.size, stats: outcome }
}

/** Of those that failed the ones that may do better now: what was in their way is gone, and the folder is there. */
async function madeRoomFor(
  files: Files,
  root: string,
  stages: readonly Staging[],
): Promise<readonly Staging[]> {
  const again: Staging[] = []
  const attempted = async (stage: Staging, work: () => Promise<void>): Promise<void> => {
    const fault = await failing(work)
    if (fault === undefined) again.push(stage)
    else stage.outcome = fault
  }
  for (const stage of stages) {
    // Somebody cleaned up.
    if (isDiskError(stage.outcome, 'missing'))
      await attempted(stage, () => makeFolderOfOurs(files, cacheFolderOf(root).staging))
    // Perhaps with a second name, in its place just before a crash: only the name goes.
    else if (isDiskError(stage.outcome, 'exists')) await attempted(stage, () => files.unlink(stage.path))
  }
  return again
}

async function failing(work: () => Promise<void>): Promise<DiskError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (!isDiskError(error)) throw error
    return error
  }
}
