import { ancestorsOf, depthOf, type PathKey } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { type Speller, spellerOf } from '../../core/plan/spelling.ts'
import { longestUnwritten } from '../../core/safety/power-cut.ts'
import type { LocalFolder } from '../../core/tree.ts'
import { makeFolder } from '../../local/swap/folders.ts'
import { type ApplyContext, failedOnDisk, mayWrite, overtaken, refused, writable } from './context.ts'
import { putLocal, putSynced } from './put.ts'
import type { Upload } from './upload-request.ts'

type CreateRemoteFolder = Extract<Operation, { kind: 'create-remote-folder' }>
type CreateLocalFolder = Extract<Operation, { kind: 'create-local-folder' }>

/** A file of so many bytes is in Dropbox soon; in a folder of larger ones nobody is to wait for them to see it. */
const soon = 8 * 1024 * 1024

/**
 * The folders that need no call of their own, since Dropbox makes them with the first file that comes into them (see `Cloud.upload`): those with a small
 * file somewhere below that goes up now. None where an earlier try failed: what Dropbox does not take is found out without sending
 * anything. Like all that Dropbox is told of they are there after a power cut, too.
 */
export async function foldersOfUploads(
  context: ApplyContext,
  planned: readonly CreateRemoteFolder[],
  uploads: readonly Upload[],
): Promise<ReadonlySet<PathKey>> {
  const filled = new Set<PathKey>()
  for (const { path, local } of planned.length === 0 ? [] : uploads) {
    if (local.size > soon) continue
    for (const folder of ancestorsOf(path)) {
      // All above it are there since it is.
      if (filled.has(folder)) break
      filled.add(folder)
    }
  }
  const made = await writable(
    context,
    planned.filter(({ path }) => filled.has(path) && !context.setbacks.failed(path)),
  )
  return made.length > 0 && (await keepNames(context, made))
    ? new Set(made.map(({ path }) => path))
    : new Set()
}

/** Makes folders in Dropbox, all in as few calls as it takes, parents first. */
export async function createRemoteFolders(
  context: ApplyContext,
  planned: readonly CreateRemoteFolder[],
  signal: AbortSignal,
): Promise<void> {
  const { cloud, store, recorder, setbacks, tell } = context
  const operations = await writable(context, planned)
  if (operations.length === 0) return
  if (!(await keepNames(context, operations))) return
  const results = await cloud.createFolders(
    operations.map((operation) => operation.display),
    signal,
  )
  const recorded = operations.map(async (operation, index) => {
    const result = results[index]
    if (result === undefined || !result.ok) {
      const interrupted = { reason: 'interrupted', detail: 'no answer for this folder' } as const
      setbacks.dropUploadsBelow(operation.path)
      return refused(context, operation, result?.refusal ?? interrupted)
    }
    const { path, display } = operation
    await recorder.record(() => {
      store.setRemote(path, result.value)
      const { local } = store.get(path)
      if (local?.kind === 'folder') putSynced(store, path, result.value, local)
      tell('made in Dropbox', display)
    })
    setbacks.succeeded(path)
  })
  await Promise.all(recorded)
}

/** Sees to it that folders which Dropbox is to have are there after a power cut, too. False when the disk fails, which is told. */
async function keepNames(context: ApplyContext, operations: readonly CreateRemoteFolder[]): Promise<boolean> {
  const { files, places, flush, clock } = context
  try {
    for (const { path } of operations) {
      const absolute = places.of(path)?.absolute
      const stats = absolute === undefined ? undefined : await files.lstat(absolute)
      if (absolute !== undefined && stats !== undefined && stats.changed >= clock.now() - longestUnwritten)
        flush.add(absolute.slice(0, absolute.lastIndexOf('/')))
    }
    await flush.flush()
    return true
  } catch (error) {
    for (const operation of operations) failedOnDisk(context, operation, error)
    return false
  }
}

/** Makes folders on the box, parents first. Those of one depth are written into the store together: each time costs a flush of the disk. */
export async function createLocalFolders(
  context: ApplyContext,
  operations: readonly CreateLocalFolder[],
): Promise<void> {
  // Each folder is spelled once, not for all that is in it.
  const spell = spellerOf(context.store)
  for (const level of byDepth(operations)) {
    const made: MadeFolder[] = []
    for (const operation of level) {
      try {
        const entry = await makeLocalFolder(context, operation)
        if (entry !== undefined) made.push({ operation, entry })
      } catch (error) {
        failedOnDisk(context, operation, error)
      }
    }
    await recordFolders(context, made, spell)
  }
}

interface MadeFolder {
  readonly operation: CreateLocalFolder
  readonly entry: LocalFolder
}

/** Makes one folder whose parents the Local tree knows; undefined when it may not be made now, which is told. Throws DiskError. */
async function makeLocalFolder(
  context: ApplyContext,
  operation: CreateLocalFolder,
): Promise<LocalFolder | undefined> {
  const { files, places, flush } = context
  const place = places.of(operation.path, operation.name)
  if (place === undefined || !(await mayWrite(context, place.root))) return undefined
  const made = await makeFolder(files, { root: place.root, target: place.absolute, flush })
  if (made.result !== 'in-the-way' && made.result !== 'no-folder') return made.entry
  overtaken(context, operation, place.absolute)
  return undefined
}

async function recordFolders(
  context: ApplyContext,
  made: readonly MadeFolder[],
  spell: Speller,
): Promise<void> {
  const { store, recorder, setbacks, tell } = context
  if (made.length === 0) return
  // Before they are flushed: the folders of the next depth are inside these.
  store.transaction(() => {
    for (const { operation, entry } of made) putLocal(store, operation.path, entry)
  })
  await Promise.all(
    made.map(async ({ operation }) => {
      const { path } = operation
      try {
        await recorder.record(() => {
          const { remote, local } = store.get(path)
          if (remote?.kind === 'folder' && local?.kind === 'folder') putSynced(store, path, remote, local)
          tell('made here', spell(path))
        })
        setbacks.succeeded(path)
      } catch (error) {
        failedOnDisk(context, operation, error)
      }
    }),
  )
}

/** The operations by the depth of their paths, the least first. */
function byDepth(operations: readonly CreateLocalFolder[]): readonly (readonly CreateLocalFolder[])[] {
  const levels = Map.groupBy(operations, ({ path }) => depthOf(path))
  return [...levels].sort(([one], [other]) => one - other).map(([, level]) => level)
}
