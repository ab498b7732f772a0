import * as v from 'valibot'
import { renderEntry } from '../../namespace/metadata.ts'
import { copyEntry, moveEntry } from '../../namespace/relocate.ts'
import { findEntry, locateForWriting } from '../../namespace/view.ts'
import {
  LookupFailure,
  lookupAs,
  nest,
  RouteFailure,
  type Tagged,
  tag,
  writeAs,
} from '../../protocol/failures.ts'
import { defaulted, flag, writePath } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'
import { writing } from './commit.ts'

const RelocationArg = v.strictObject({
  from_path: writePath,
  to_path: writePath,
  allow_shared_folder: defaulted(flag, false),
  autorename: defaulted(flag, false),
  allow_ownership_transfer: defaulted(flag, false),
})

/** Where to relocate what. */
export interface Relocation {
  from_path: string
  to_path: string
  autorename: boolean
}

export const moveFile = rpc(
  'files/move_v2',
  'files.content.write',
  RelocationArg,
  async (call, argument) => ({
    metadata: await writing(call, 1, () => relocate(call, 'move', argument)),
  }),
)

export const copyFile = rpc(
  'files/copy_v2',
  'files.content.write',
  RelocationArg,
  async (call, argument) => ({
    metadata: await writing(call, 1, () => relocate(call, 'copy', argument)),
  }),
)

/** Moves or copies; gives the metadata at the new place. Throws RouteFailure with a RelocationError. */
export function relocate(
  call: Call,
  how: 'move' | 'copy',
  { from_path, to_path, autorename }: Relocation,
): Tagged {
  const { dropbox, view, account } = call
  const from = lookupAs('from_lookup', () => {
    if (from_path === '/') throw new LookupFailure(tag('malformed_path'))
    return findEntry(dropbox, view, from_path)
  })
  if (how === 'move' && view.fixed.includes(from.pathLower))
    throw new RouteFailure(nest('from_write', tag('team_folder')))
  const to = writeAs('to', () => locateForWriting(dropbox, view, to_path))
  const entry =
    how === 'move'
      ? moveEntry(dropbox, from, to, autorename)
      : copyEntry(dropbox, from, to, autorename, account.quota)
  return renderEntry(view, entry, dropbox.config().names.cloudDocuments)
}
