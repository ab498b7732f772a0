import * as v from 'valibot'
import { RateFailure, RouteFailure, type Tagged, tag } from '../protocol/failures.ts'
import { nonEmpty } from '../protocol/fields.ts'
import { type Call, type RpcRoute, rpc } from '../protocol/route.ts'
import type { Database } from '../storage/database.ts'

/** What a job is checked as: a job's id is good for its own check route only. */
export type JobKind =
  | 'delete_batch'
  | 'move_batch'
  | 'copy_batch'
  | 'create_folder_batch'
  | 'finish_batch'
  | 'save_url'

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
  dropbox.database.run(
    'INSERT INTO async_job (id, account, kind, polls_left, result) VALUES (?, ?, ?, ?, NULL)',
    id,
    account.id,
    kind,
    pendingPolls,
  )
  dropbox.background(
    work()
      .catch(failed(call))
      .then((result) => finishJob(call, id, result)),
  )
  return { '.tag': 'async_job_id', async_job_id: id }
}

/** A job that was under way when the emulator ended can never complete. */
export function failAbandonedJobs(database: Database): void {
  const result = JSON.stringify({ '.tag': 'failed', failed: tag('other') })
  database.run('UPDATE async_job SET result = ? WHERE result IS NULL', result)
}

/** The route that tells how far a job is. Unknown ids: invalid_async_job_id (recorded). */
export function checkRoute(name: string, scope: string, kind: JobKind): RpcRoute {
  return rpc(
    name,
    scope,
    v.strictObject({ async_job_id: nonEmpty }),
    ({ dropbox, account }, { async_job_id: id }) => {
      const { database } = dropbox
      const job = database.get<{ polls_left: number; result: string | null }>(
        'SELECT polls_left, result FROM async_job WHERE id = ? AND account = ? AND kind = ?',
        id,
        account.id,
        kind,
      )
      if (!job) throw new RouteFailure(tag('invalid_async_job_id'))
      if (job.polls_left > 0) {
        database.run('UPDATE async_job SET polls_left = polls_left - 1 WHERE id = ?', id)
        return tag('in_progress')
      }
      return job.result === null ? tag('in_progress') : JSON.parse(job.result)
    },
  )
}

function finishJob({ dropbox }: Call, id: string, result: Tagged): void {
  dropbox.database.run('UPDATE async_job SET result = ? WHERE id = ?', JSON.stringify(result), id)
}

function failed({ dropbox }: Call): (error: unknown) => Tagged {
  return (error) => {
    if (error instanceof RouteFailure) return { '.tag': 'failed', failed: error.error }
    if (error instanceof RateFailure) return { '.tag': 'failed', failed: tag('too_many_write_operations') }
    dropbox.reportBug(error, 'a batch')
    return { '.tag': 'failed', failed: tag('other') }
  }
}
