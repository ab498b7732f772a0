import { depthOf } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { type Speller, spellerOf } from '../../core/plan/spelling.ts'
import { removeFolder } from '../../local/swap/folders.ts'
import { removeFile } from '../../local/swap/remove-file.ts'
import type { KnownRoot } from '../../ports/store.ts'
import {
  type ApplyContext,
  failedOnDisk,
  isOnlyHere,
  mayWrite,
  overtaken,
  refused,
  writable,
} from './context.ts'
import { flushNames } from './flush-names.ts'

type DeleteRemote = Extract<Operation, { kind: 'delete-remote' }>
type DeleteLocal = Extract<Operation, { kind: 'delete-local' }>

/**
 * The deletions that still hold on the box. A root that is gone since it was scanned (a volume that is unmounted) has deleted nothing, nor
 * is deleted what stands at its place again (a program that takes away and writes anew).
 */
async function stillDeleted(
  context: ApplyContext,
  operations: readonly DeleteRemote[],
): Promise<readonly DeleteRemote[]> {
  const { places, stands, attention, files, store } = context
  const standing = new Map<KnownRoot, boolean>()
  const still: DeleteRemote[] = []
  const formerly = places.formerly(operations.map(({ path }) => path))
  for (const [index, operation] of operations.entries()) {
    const root = places.rootOf(operation.path)
    const place = formerly[index]
    if (root === undefined || place === undefined) continue
    const stood = standing.get(root) ?? (await stands(root))
    standing.set(root, stood)
    if (!stood) {
      attention.hint({ kind: 'everything', path: root.target })
      continue
    }
    try {
      const isBack =
        store.get(operation.path).local === undefined && (await files.lstat(place.absolute)) !== undefined
      if (isBack) overtaken(context, operation, place.absolute)
      else still.push(operation)
    } catch (error) {
      failedOnDisk(context, operation, error)
    }
  }
  return still
}

/** Whether what was deleted here stays so after a power cut, too. False when the disk fails, which is told. */
async function staysDeleted(context: ApplyContext, operations: readonly DeleteRemote[]): Promise<boolean> {
  try {
    const places = context.places.formerly(operations.map(({ path }) => path))
    await flushNames(
      context,
      places.flatMap((place) => place?.absolute ?? []),
    )
    return true
  } catch (error) {
    for (const operation of operations) failedOnDisk(context, operation, error)
    return false
  }
}

/**
 * Deletes in Dropbox: files first, only at the revision that the plan saw, all in a few batches; then folders from the bottom up,
 * each only when a fresh listing shows no file in it. Of nested folders only the topmost needs a call: it takes the others along.
 */
export async function deleteRemote(
  context: ApplyContext,
  planned: readonly DeleteRemote[],
  signal: AbortSignal,
): Promise<void> {
  const { cloud, store, recorder, setbacks, tell } = context
  if (planned.length === 0 || !(await staysDeleted(context, planned))) return
  const operations = await writable(context, await stillDeleted(context, planned))
  const done = async ({ path, display }: DeleteRemote): Promise<void> => {
    await recorder.record(() => {
      store.setRemote(path, undefined)
      store.setSynced(path, undefined)
      tell('deleted in Dropbox', display)
    })
    setbacks.succeeded(path)
  }

  const files = operations.flatMap((operation) =>
    operation.remote.kind === 'file'
      ? [{ operation, path: operation.display, rev: operation.remote.rev }]
      : [],
  )
  if (files.length > 0) {
    const results = await cloud.deleteFiles(files, signal)
    await Promise.all(
      files.map(({ operation }, index) => {
        const result = results[index]
        if (result?.ok) return done(operation)
        const interrupted = { reason: 'interrupted', detail: 'no answer for this file' } as const
        return refused(context, operation, result?.refusal ?? interrupted)
      }),
    )
  }

  const folders = operations.filter((operation) => operation.remote.kind === 'folder')
  folders.sort((one, other) => depthOf(one.path) - depthOf(other.path))
  for (const operation of folders) {
    if (store.get(operation.path).remote === undefined) continue
    if ((await writable(context, [operation])).length === 0) continue
    const result = await cloud.deleteEmptyFolder(operation.display, signal)
    if (!result.ok) {
      refused(context, operation, result.refusal)
      continue
    }
    await recorder.record(() => {
      store.setRemote(operation.path, undefined)
      store.clear('synced', operation.path)
      tell('deleted in Dropbox', operation.display)
    })
    setbacks.succeeded(operation.path)
  }
}

/** Deletes on the box, from the bottom up: files go into the trash, folders only when they are empty. */
export async function deleteLocal(context: ApplyContext, operations: readonly DeleteLocal[]): Promise<void> {
  // Each folder is spelled once, not for all that is in it.
  const spell = spellerOf(context.store)
  for (const operation of operations) {
    const place = context.places.of(operation.path)
    if (place === undefined || !(await mayWrite(context, place.root))) continue
    try {
      const isGone = await (operation.local.kind === 'file'
        ? deleteFile(context, operation, place)
        : deleteFolder(context, operation, place))
      if (isGone) await goneHere(context, operation, spell)
    } catch (error) {
      failedOnDisk(context, operation, error)
    }
  }
}

interface LocalPlace {
  readonly root: string
  readonly absolute: string
}

/** Whether it is gone; what stays is told. */
async function deleteFile(
  context: ApplyContext,
  operation: DeleteLocal,
  { root, absolute }: LocalPlace,
): Promise<boolean> {
  const { files, trashOf, copyName, flush, kept } = context
  const { local } = operation
  if (local.kind !== 'file') return false
  const removed = await removeFile(files, {
    root,
    target: absolute,
    expected: local,
    trash: trashOf(root, isOnlyHere(context, operation.path) ? 'given-up' : operation.reason),
    copyName: copyName(local.name),
    flush,
  })
  if (removed.result === 'removed') kept(root, removed.kept)
  if (removed.result === 'removed' || removed.result === 'gone') return true
  overtaken(context, operation, absolute)
  return false
}

/** As `deleteFile`. */
async function deleteFolder(
  context: ApplyContext,
  operation: DeleteLocal,
  { root, absolute }: LocalPlace,
): Promise<boolean> {
  const { files, flush, store } = context
  const removed = await removeFolder(files, { root, target: absolute, flush })
  if (removed.result === 'removed' || removed.result === 'gone') return true
  overtaken(context, operation, absolute)
  if (removed.result === 'not-empty') {
    // Something that does not sync is in it, so it stays, as a folder that is only on the box.
    store.setSynced(operation.path, undefined)
  }
  return false
}

async function goneHere(
  { store, recorder, setbacks, tell }: ApplyContext,
  operation: DeleteLocal,
  spell: Speller,
): Promise<void> {
  const { path, reason } = operation
  await recorder.record(() => {
    const display = spell(path)
    store.setLocal(path, undefined)
    store.setSynced(path, undefined)
    tell(reason === 'excluded' ? 'taken off this box' : 'deleted here', display)
  })
  setbacks.succeeded(path)
}
