import * as v from 'valibot'
import { RouteFailure, type Tagged } from '../../protocol/failures.ts'
import { list } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'
import { checkRoute, launch } from '../async-job.ts'
import { writing } from './commit.ts'
import { DeleteArg, deleteOne } from './delete.ts'

/** Recorded: answered with a job id. */
export const deleteBatch = rpc(
  'files/delete_batch',
  'files.content.write',
  v.strictObject({ entries: list(DeleteArg, 1, 1000) }),
  (call, { entries }) =>
    launch(call, 'delete_batch', 'async', async () => ({
      '.tag': 'complete',
      entries: await writing(call, entries.length, () => entries.map((entry) => deleteInBatch(call, entry))),
    })),
)

export const deleteBatchCheck = checkRoute('files/delete_batch/check', 'files.content.write', 'delete_batch')

function deleteInBatch(call: Call, entry: v.InferOutput<typeof DeleteArg>): Tagged {
  try {
    return { '.tag': 'success', metadata: call.dropbox.database.transaction(() => deleteOne(call, entry)) }
  } catch (error) {
    if (!(error instanceof RouteFailure)) throw error
    return { '.tag': 'failure', failure: error.error }
  }
}
