import * as v from 'valibot'
import { nest, RateFailure, RouteFailure, type Tagged, tag } from '../../protocol/failures.ts'
import { defaulted, flag, list, writePath } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'
import { checkRoute, launch } from '../async-job.ts'
import { writing } from './commit.ts'
import { type Relocation, relocate } from './relocate.ts'

const SCOPE = 'files.content.write'
const Entries = list(v.strictObject({ from_path: writePath, to_path: writePath }), 1, 1000)

export const moveBatch = rpc(
  'files/move_batch_v2',
  SCOPE,
  v.strictObject({
    entries: Entries,
    autorename: defaulted(flag, false),
    allow_ownership_transfer: defaulted(flag, false),
  }),
  (call, { entries, autorename }) =>
    launch(call, 'move_batch', 'sync', () =>
      relocateAll(
        call,
        'move',
        entries.map((entry) => ({ ...entry, autorename })),
      ),
    ),
)

export const copyBatch = rpc(
  'files/copy_batch_v2',
  SCOPE,
  v.strictObject({ entries: Entries, autorename: defaulted(flag, false) }),
  (call, { entries, autorename }) =>
    launch(call, 'copy_batch', 'sync', () =>
      relocateAll(
        call,
        'copy',
        entries.map((entry) => ({ ...entry, autorename })),
      ),
    ),
)

export const moveBatchCheck = checkRoute('files/move_batch/check_v2', SCOPE, 'move_batch')
export const copyBatchCheck = checkRoute('files/copy_batch/check_v2', SCOPE, 'copy_batch')

async function relocateAll(
  call: Call,
  how: 'move' | 'copy',
  entries: readonly Relocation[],
): Promise<Tagged> {
  try {
    const results = await writing(call, entries.length, () =>
      entries.map((entry) => relocateOne(call, how, entry)),
    )
    return { '.tag': 'complete', entries: results }
  } catch (error) {
    // A batch has no way to fail as a whole: each of its entries says that the namespace was locked.
    if (!(error instanceof RateFailure)) throw error
    return { '.tag': 'complete', entries: entries.map(() => failure(tag('too_many_write_operations'))) }
  }
}

function relocateOne(call: Call, how: 'move' | 'copy', entry: Relocation): Tagged {
  try {
    return nest(
      'success',
      call.dropbox.database.transaction(() => relocate(call, how, entry)),
    )
  } catch (error) {
    if (!(error instanceof RouteFailure)) throw error
    return failure(nest('relocation_error', error.error))
  }
}

function failure(error: Tagged): Tagged {
  return { '.tag': 'failure', failure: error }
}
