import type { Operation } from '../../core/plan/operation.ts'
import { longestUnwritten } from '../../core/safety/power-cut.ts'
import { makeFolder } from '../../local/swap/folders.ts'
import { type ApplyContext, failedOnDisk, mayWrite, overtaken, refused, writable } from './context.ts'
import { putLocal, putSynced } from './put.ts'

type CreateRemoteFolder = Extract<Operation, { kind: 'create-remote-folder' }>
type CreateLocalFolder = Extract<Operation, { kind: 'create-local-folder' }>

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

/** Makes folders on the box, parents first. */
export async function createLocalFolders(
  context: ApplyContext,
  operations: readonly CreateLocalFolder[],
): Promise<void> {
  const { files, store, places, recorder, setbacks, flush, tell } = context
  for (const operation of operations) {
    const { path, name } = operation
    const place = places.of(path, name)
    if (place === undefined || !(await mayWrite(context, place.root))) continue
    try {
      const made = await makeFolder(files, { root: place.root, target: place.absolute, flush })
      if (made.result === 'in-the-way' || made.result === 'no-folder') {
        overtaken(context, operation, place.absolute)
        continue
      }
      // Written at once, without waiting for others: the next folder may be inside this one.
      putLocal(store, path, made.entry)
      await recorder.record(() => {
        const { remote, local } = store.get(path)
        if (remote?.kind === 'folder' && local?.kind === 'folder') putSynced(store, path, remote, local)
        tell('made here', path)
      })
      setbacks.succeeded(path)
    } catch (error) {
      failedOnDisk(context, operation, error)
    }
  }
}
