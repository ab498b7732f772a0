import * as v from 'valibot'
import { renderFile } from '../../namespace/metadata.ts'
import { restoreRevision } from '../../namespace/restore.ts'
import { locateForReading } from '../../namespace/view.ts'
import { lookupAs, writeAs } from '../../protocol/failures.ts'
import { newPath, rev } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'
import { writing } from './commit.ts'

export const restore = rpc(
  'files/restore',
  'files.content.write',
  v.strictObject({ path: newPath, rev }),
  async (call, { path, rev: wanted }) => {
    const { dropbox, view, account } = call
    const place = lookupAs('path_lookup', () => locateForReading(dropbox, view, path))
    const file = await writing(call, 1, () =>
      writeAs('path_write', () => restoreRevision(dropbox, view.space, place, wanted, account.quota)),
    )
    return renderFile(view, file, dropbox.config().names.cloudDocuments)
  },
)
