import { depthOf, joinPath, keyOf, nameOf, parentOf, rootKey } from '../../../../runtime/core/path.ts'
import { nameWhileRenaming } from '../../../../runtime/core/renaming.ts'
import type { RemoteEntry, RemoteFile, RemoteFolder } from '../../../../runtime/core/tree.ts'
import type { CopyRequest, ItemResult } from '../../../../runtime/ports/cloud.ts'
import { copyById } from '../account/copy.ts'
import { relocate } from '../account/move.ts'
import * as account from '../account/operations.ts'
import { within } from '../chance.ts'
import type { RequestName } from './misbehaviour.ts'
import { done, goneIsDone, refused, unlessElsewhere } from './results.ts'
import type { Wire } from './wire.ts'

/** See `Cloud.createFolders`. */
export async function createFolders(
  wire: Wire,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFolder>[]> {
  if (paths.length === 0) return []
  const sorted = [...new Set(paths)].sort((one, other) => depthOf(one) - depthOf(other))
  const made = await inParts(wire, 'create-folders', sorted, signal, (path) =>
    unlessElsewhere(path, account.makeFolder(wire.account, path)),
  )
  const byPath = new Map(sorted.map((path, index) => [path, made[index]]))
  const results: ItemResult<RemoteFolder>[] = []
  for (const path of paths) {
    const result = byPath.get(path) ?? refused({ reason: 'interrupted', detail: 'no result' })
    results.push(
      !result.ok && result.refusal.reason === 'conflict' ? await folderThere(wire, path, signal) : result,
    )
  }
  return results
}

/** Writes item after item, as many in each request as come up; a result for each, in order. */
async function inParts<Item, Value>(
  wire: Wire,
  request: RequestName,
  items: readonly Item[],
  signal: AbortSignal | undefined,
  write: (item: Item) => ItemResult<Value>,
): Promise<ItemResult<Value>[]> {
  return wire.exclusively(signal, async () => {
    const results: ItemResult<Value>[] = []
    while (results.length < items.length) {
      const count = within(wire.random, wire.misbehaviour().itemsPerRequest)
      const part = items.slice(results.length, results.length + count)
      const { value } = await wire.call(request, signal, () =>
        part.map((item) => {
          const refusal = wire.refusal(request)
          return refusal === undefined ? write(item) : refused(refusal)
        }),
      )
      results.push(...value)
    }
    return results
  })
}

async function folderThere(
  wire: Wire,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFolder>> {
  const present = await lookUp(wire, path, signal)
  return present?.kind === 'folder' ? done(present) : refused({ reason: 'conflict' })
}

/** See `Cloud.deleteFiles`. */
export async function deleteFiles(
  wire: Wire,
  files: readonly { readonly path: string; readonly rev: string }[],
  signal: AbortSignal | undefined,
): Promise<ItemResult<null>[]> {
  if (files.length === 0) return []
  const results = await inParts(wire, 'delete-files', files, signal, ({ path, rev }) =>
    account.remove(wire.account, path, rev),
  )
  return results.map(goneIsDone)
}

/** See `Cloud.deleteEmptyFolder`. A file that arrives between the listing and the deletion goes too. */
export async function deleteEmptyFolder(
  wire: Wire,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<null>> {
  if (keyOf(path) === rootKey) return refused({ reason: 'conflict' })
  return wire.exclusively(signal, async () => {
    const listed = await wire.call('list-folder', signal, () => account.holdsFile(wire.account, path))
    if (!listed.value.ok) return goneIsDone(listed.value)
    if (listed.value.value) return refused({ reason: 'conflict' })
    const { value } = await wire.call('delete-folder', signal, (): ItemResult<null> => {
      const refusal = wire.refusal('delete-folder')
      return refusal === undefined ? account.remove(wire.account, path) : refused(refusal)
    })
    return goneIsDone(value)
  })
}

/** See `Cloud.move`. A rename by case alone that the account refuses or does not show goes by way of another name. */
export async function move(
  wire: Wire,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteEntry>> {
  return wire.exclusively(signal, async () => {
    const moved = await moveOnce(wire, from, to, signal)
    if (keyOf(from) !== keyOf(to) || from === to) return moved
    if (moved.ok && moved.value.name === nameOf(to).normalize('NFC')) return moved
    if (!moved.ok && moved.refusal.reason !== 'conflict') return moved
    const way = joinPath(parentOf(to), nameWhileRenaming(nameOf(to), wire.random.identity()))
    const away = await moveOnce(wire, from, way, signal)
    return away.ok ? moveOnce(wire, way, to, signal) : away
  })
}

async function moveOnce(
  wire: Wire,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteEntry>> {
  const { value, uncertain } = await wire.call('move', signal, (): ItemResult<RemoteEntry> => {
    const refusal = wire.refusal('move')
    return refusal === undefined ? unlessElsewhere(to, relocate(wire.account, from, to)) : refused(refusal)
  })
  if (value.ok || !uncertain) return value
  // The refusal may be of a second delivery, after the first had been carried out and only its answer was lost.
  const here = await lookUp(wire, to, signal)
  if (here === undefined) return value
  const isThere = keyOf(from) !== keyOf(to) && (await lookUp(wire, from, signal)) !== undefined
  return isThere ? value : done(here)
}

/** See `Cloud.copyFiles`. */
export async function copyFiles(
  wire: Wire,
  copies: readonly CopyRequest[],
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFile>[]> {
  if (copies.length === 0) return []
  const made = await inParts(wire, 'copy-files', copies, signal, ({ from, path }) =>
    unlessElsewhere(path, copyById(wire.account, from, path)),
  )
  const results: ItemResult<RemoteFile>[] = []
  for (const [index, result] of made.entries()) {
    const wanted = copies[index]
    const looks = !result.ok && result.refusal.reason === 'conflict' && wanted !== undefined
    const present = looks ? await lookUp(wire, wanted.path, signal) : undefined
    const isWanted = present?.kind === 'file' && present.hash === wanted?.hash && present.size === wanted.size
    results.push(isWanted ? done(present) : result)
  }
  return results
}

/** What is at a path now, as far as Dropbox tells. */
export async function lookUp(
  wire: Wire,
  path: string,
  signal: AbortSignal | undefined,
): Promise<RemoteEntry | undefined> {
  return (await wire.call('look-up', signal, () => account.lookUp(wire.account, path))).value
}
