import * as v from 'valibot'
import { lowerCasePath } from '../../namespace/lowercase.ts'
import { renderFolder } from '../../namespace/metadata.ts'
import { nest, type Tagged, WriteFailure } from '../../protocol/failures.ts'
import { defaulted, flag, list, newPath } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'
import { checkRoute, launch } from '../async-job.ts'
import { writing } from './commit.ts'
import { makeFolder } from './create-folder.ts'

/** Recorded: a path given twice is made once, and both positions get the same result. */
export const createFolderBatch = rpc(
  'files/create_folder_batch',
  'files.content.write',
  v.strictObject({
    paths: list(newPath, 0, 10_000),
    autorename: defaulted(flag, false),
    force_async: defaulted(flag, false),
  }),
  (call, { paths, autorename, force_async }) =>
    launch(call, 'create_folder_batch', force_async ? 'async' : 'sync', async () => ({
      '.tag': 'complete',
      entries: await writing(call, paths.length, () => {
        const results = new Map<string, Tagged>()
        return paths.map((path) => {
          const key = lowerCasePath(path)
          const result = results.get(key) ?? makeInBatch(call, path, autorename)
          results.set(key, result)
          return result
        })
      }),
    })),
)

export const createFolderBatchCheck = checkRoute(
  'files/create_folder_batch/check',
  'files.content.write',
  'create_folder_batch',
)

function makeInBatch(call: Call, path: string, autorename: boolean): Tagged {
  try {
    const folder = call.dropbox.database.transaction(() => makeFolder(call, path, autorename))
    return { '.tag': 'success', metadata: renderFolder(call.view, folder) }
  } catch (error) {
    if (!(error instanceof WriteFailure)) throw error
    return { '.tag': 'failure', failure: nest('path', error.error) }
  }
}
