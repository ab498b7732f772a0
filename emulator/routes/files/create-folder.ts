import * as v from 'valibot'
import type { FolderEntry } from '../../namespace/entry.ts'
import { makeParents, putFolder } from '../../namespace/make-folder.ts'
import { renderFolder } from '../../namespace/metadata.ts'
import { numberedPath } from '../../namespace/rename.ts'
import { entryAt, liveEntryAt } from '../../namespace/tree.ts'
import { locateForWriting } from '../../namespace/view.ts'
import { nest, tag, WriteFailure, writeAs } from '../../protocol/failures.ts'
import { defaulted, flag, newPath } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'
import { writing } from './commit.ts'

export const createFolder = rpc(
  'files/create_folder_v2',
  'files.content.write',
  v.strictObject({ path: newPath, autorename: defaulted(flag, false) }),
  async (call, { path, autorename }) => {
    const folder = await writing(call, 1, () => writeAs('path', () => makeFolder(call, path, autorename)))
    return { metadata: renderFolder(call.view, folder) }
  },
)

/** Makes a folder and the folders above it. Throws WriteFailure conflict if something is there. */
export function makeFolder({ dropbox, view, account }: Call, text: string, autorename: boolean): FolderEntry {
  const { database } = dropbox
  if (account.quota < 0) throw new WriteFailure(tag('insufficient_space'))
  const wanted = locateForWriting(dropbox, view, text)
  const there = liveEntryAt(database, view.space, wanted.lower)
  if (there && !autorename) throw new WriteFailure(nest('conflict', tag(there.kind)))
  const free = there
    ? numberedPath(wanted, (path) => liveEntryAt(database, view.space, path.lower) !== undefined)
    : wanted
  const path = makeParents(dropbox, view.space, free)
  return putFolder(dropbox, view.space, path, entryAt(database, view.space, path.lower))
}
