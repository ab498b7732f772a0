import * as v from 'valibot'
import { joinPath, keyOf, nameOf, parentOf } from '../core/path.ts'
import { nameWhileRenaming } from '../core/renaming.ts'
import type { RemoteEntry } from '../core/tree.ts'
import type { ItemResult } from '../ports/cloud.ts'
import { RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { keyIn, lookUp, Metadata, remoteFile, remoteFolder } from './metadata.ts'
import { done, refusalFrom, refused } from './refusals.ts'

const Moved = v.looseObject({ metadata: Metadata })

/**
 * Moves or renames one file or folder; what is in the way stays and is `conflict`. A rename by case alone, which the server may
 * refuse or ignore (dropbox-api-spec, move_v2), goes by way of another name where it must.
 */
export async function move(
  connection: Connection,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteEntry>> {
  return connection.exclusively(signal, async () => {
    const moved = await moveOnce(connection, from, to, signal)
    if (keyOf(from) !== keyOf(to) || from === to) return moved
    if (moved.ok && moved.value.name === nameOf(to).normalize('NFC')) return moved
    if (!moved.ok && moved.refusal.reason !== 'conflict') return moved
    const way = joinPath(parentOf(to), nameWhileRenaming(nameOf(to), connection.random.identity()))
    const away = await moveOnce(connection, from, way, signal)
    return away.ok ? moveOnce(connection, way, to, signal) : away
  })
}

async function moveOnce(
  connection: Connection,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteEntry>> {
  try {
    const { metadata: moved } = await connection.rpc('files/move_v2', Moved, signal, (sdk) =>
      sdk.filesMoveV2({ from_path: from, to_path: to, autorename: false, allow_ownership_transfer: false }),
    )
    if (moved.kind !== 'file' && moved.kind !== 'folder') return refused({ reason: 'conflict' })
    if (keyIn(moved.metadata) !== keyOf(to))
      return refused({ reason: 'name-refused', detail: moved.metadata.path_display ?? moved.metadata.name })
    return done(moved.kind === 'file' ? remoteFile(moved.metadata) : remoteFolder(moved.metadata))
  } catch (error) {
    const refusal = refusalFrom(error)
    if (error instanceof RouteError && error.uncertain) {
      const arrived = await movedUnseen(connection, from, to, signal)
      if (arrived !== undefined) return done(arrived)
    }
    return refused(refusal)
  }
}

/** What is at `to`, when nothing is at `from`: the move whose answer was lost had been made. */
async function movedUnseen(
  connection: Connection,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<RemoteEntry | undefined> {
  const here = await lookUp(connection, to, signal)
  if (here === undefined || keyOf(from) === keyOf(to)) return here
  return (await lookUp(connection, from, signal)) === undefined ? here : undefined
}
