import { type Tagged, tag } from '../protocol/failures.ts'
import type { Database } from '../storage/database.ts'

/** What a job is checked as: a job's id is good for its own check route only. */
export type JobKind = 'delete_batch' | 'move_batch' | 'copy_batch' | 'create_folder_batch' | 'finish_batch'

/** Notes a job that is under way; it says so for at least `polls` checks. */
export function addJob(database: Database, id: string, account: string, kind: JobKind, polls: number): void {
  database.run(
    'INSERT INTO async_job (id, account, kind, polls_left, result) VALUES (?, ?, ?, ?, NULL)',
    id,
    account,
    kind,
    polls,
  )
}

/** Notes how a job ended. */
export function finishJob(database: Database, id: string, result: Tagged): void {
  database.run('UPDATE async_job SET result = ? WHERE id = ?', JSON.stringify(result), id)
}

/** How far a job is; undefined if this account has no such job of this kind. */
export function checkJob(database: Database, id: string, account: string, kind: JobKind): Tagged | undefined {
  const job = database.get<{ polls_left: number; result: string | null }>(
    'SELECT polls_left, result FROM async_job WHERE id = ? AND account = ? AND kind = ?',
    id,
    account,
    kind,
  )
  if (!job) return undefined
  if (job.polls_left > 0) database.run('UPDATE async_job SET polls_left = polls_left - 1 WHERE id = ?', id)
  return job.polls_left > 0 || job.result === null ? tag('in_progress') : (JSON.parse(job.result) as Tagged)
}

/** A job that was under way when the emulator ended can never complete. */
export function failAbandonedJobs(database: Database): void {
  const result = JSON.stringify({ '.tag': 'failed', failed: tag('other') })
  database.run('UPDATE async_job SET result = ? WHERE result IS NULL', result)
}
