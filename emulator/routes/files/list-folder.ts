import * as v from 'valibot'
import { viewFor } from '../../accounts/path-root.ts'
import type { Dropbox } from '../../dropbox.ts'
import { type Cursor, decodeCursor, encodeCursor } from '../../namespace/cursor.ts'
import { CursorReset, readPage, requireFolder, startCursor } from '../../namespace/listing.ts'
import { exportFormat, renderEntry } from '../../namespace/metadata.ts'
import { locateForReading, type View } from '../../namespace/view.ts'
import { BadInput, lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { defaulted, flag, folderPath, ignored, integer, nonEmpty, optional } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'

const ListFolderArg = v.strictObject({
  path: folderPath,
  recursive: defaulted(flag, false),
  include_media_info: defaulted(flag, false),
  include_deleted: defaulted(flag, false),
  include_has_explicit_shared_members: defaulted(flag, false),
  include_mounted_folders: defaulted(flag, true),
  limit: optional(integer(1, 2000)),
  shared_link: ignored,
  include_property_groups: ignored,
  include_non_downloadable_files: defaulted(flag, true),
  include_restorable_info: defaulted(flag, false),
})

export const listFolder = rpc('files/list_folder', 'files.metadata.read', ListFolderArg, (call, argument) =>
  page(call, begin(call, argument, false)),
)

export const getLatestCursor = rpc(
  'files/list_folder/get_latest_cursor',
  'files.metadata.read',
  ListFolderArg,
  (call, argument) => ({
    cursor: encodeCursor(begin(call, argument, true), call.dropbox.settings.cursorSecret),
  }),
)

export const listFolderContinue = rpc(
  'files/list_folder/continue',
  'files.metadata.read',
  v.strictObject({ cursor: nonEmpty }),
  (call, { cursor: text }) => {
    const cursor = readCursor(call, text)
    return page({ dropbox: call.dropbox, view: viewOf(call, cursor) }, cursor)
  },
)

function begin(call: Call, argument: v.InferOutput<typeof ListFolderArg>, latest: boolean): Cursor {
  if (argument.path === '/')
    throw new BadInput('request body: path: Specify the root folder as an empty string rather than as "/".')
  return lookupAs('path', () => {
    const folder = locateForReading(call.dropbox, call.view, argument.path)
    requireFolder(call.dropbox, call.view, folder.lower, argument.include_deleted)
    return startCursor(call.dropbox, call.view, folder, {
      recursive: argument.recursive,
      includeDeleted: argument.include_deleted,
      includeCloudDocuments: argument.include_non_downloadable_files,
      limit: argument.limit,
      latest,
      epoch: call.dropbox.settings.cursorEpoch(),
    })
  })
}

function readCursor(call: Call, text: string): Cursor {
  const cursor = decodeCursor(text, call.dropbox.settings.cursorSecret)
  const bound = call.dropbox.config().cursors.boundToPathRoot
  if (!cursor || !belongsTo(cursor, call.view) || (bound && cursor.namespace !== call.view.namespace)) {
    if (call.dropbox.config().cursors.garbage === 'reset') throw new RouteFailure(tag('reset'))
    throw new BadInput('request body: cursor: Invalid "cursor" parameter')
  }
  if (cursor.epoch !== call.dropbox.settings.cursorEpoch()) throw new RouteFailure(tag('reset'))
  return cursor
}

/** A cursor belongs to the app and the account that it was made with. */
function belongsTo(cursor: Cursor, view: View): boolean {
  return cursor.account === view.account && cursor.app === view.app
}

/** The view that a cursor was made in, where cursors are not bound to the path root of the call. */
function viewOf({ dropbox, account, app, view }: Call, cursor: Cursor): View {
  if (cursor.namespace === view.namespace) return view
  const root = { '.tag': 'namespace_id', namespace_id: String(cursor.namespace) }
  return viewFor(dropbox.database, account, app, JSON.stringify(root))
}

function page({ dropbox, view }: { dropbox: Dropbox; view: View }, cursor: Cursor) {
  try {
    const { entries, next, hasMore } = lookupAs('path', () => readPage(dropbox, view, cursor))
    const { cloudDocuments } = dropbox.config().names
    return {
      entries: entries
        .filter(
          (entry) =>
            cursor.includeCloudDocuments || exportFormat(entry.pathLower, cloudDocuments) === undefined,
        )
        .map((entry) => renderEntry(view, entry, cloudDocuments)),
      cursor: encodeCursor(next, dropbox.settings.cursorSecret),
      has_more: hasMore,
    }
  } catch (error) {
    if (error instanceof CursorReset) throw new RouteFailure(tag('reset'))
    throw error
  }
}
