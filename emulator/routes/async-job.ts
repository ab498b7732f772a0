import * as v from 'valibot'
import { addJob, checkJob, finishJob, type JobKind } from '../jobs/job.ts'
import { RateFailure, RouteFailure, type Tagged, tag } from '../protocol/failures.ts'
import { nonEmpty } from '../protocol/fields.ts'
import { type Call, type RpcRoute, rpc } from '../protocol/route.ts'

/**
 * Runs a batch and answers with its result, or with the id of a job that tells the result later, as the configuration
 * says; `usual` is what the service does as far as it is known. `work` gives the union member `complete`.
 */
export async function launch(
  call: Call,
  kind: JobKind,
  usual: 'sync' | 'async',
  work: () => Promise<Tagged>,
): Promise<Tagged> {
  const { dropbox, account } = call
  const { mode, pendingPolls } = dropbox.config().batches
  if ((mode === 'auto' ? usual : mode) === 'sync') return await work()
  const id = `dbjid:AA${dropbox.chance.token(60)}`
  addJob(dropbox.database, id, account.id, kind, pendingPolls)
  dropbox.background(
    work()
      .catch((error: unknown) => failed(call, error))
      .then((result) => finishJob(dropbox.database, id, result)),
  )
  return { '.tag': 'async_job_id', async_job_id: id }
}

/** The route that tells how far a job is. Unknown ids: invalid_async_job_id (recorded). */
export function checkRoute(name: string, scope: string, kind: JobKind): RpcRoute {
  return rpc(name, scope, v.strictObject({ async_job_id: nonEmpty }), ({ dropbox, account }, argument) => {
    const state = checkJob(dropbox.database, argument.async_job_id, account.id, kind)
    if (!state) throw new RouteFailure(tag('invalid_async_job_id'))
    return state
  })
}

function failed({ dropbox }: Call, error: unknown): Tagged {
  if (error instanceof RouteFailure) return { '.tag': 'failed', failed: error.error }
  if (error instanceof RateFailure) return { '.tag': 'failed', failed: tag('too_many_write_operations') }
  dropbox.reportBug(error, 'a batch')
  return { '.tag': 'failed', failed: tag('other') }
}
