import type { Dropbox } from 'dropbox'
import * as v from 'valibot'
import { CloudError } from '../ports/cloud.ts'
import { BatchResult, type Entries } from './batch.ts'
import { RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { isPassing } from './connection/faults.ts'
import { tagsOf } from './refusals.ts'

type Answer = Promise<{ readonly result: unknown }>

/** A batch that Dropbox may carry out at once or as a job, as it likes. */
export interface BatchJob {
  readonly route: string
  readonly launch: (sdk: Dropbox) => Answer
  readonly check: (sdk: Dropbox, job: { async_job_id: string }) => Answer
}

const State = v.looseObject({
  '.tag': v.string(),
  async_job_id: v.optional(v.string()),
  entries: v.optional(BatchResult.entries.entries),
  failed: v.optional(v.unknown()),
})

/** How long a job may be in progress, in ms. */
const patience = 30 * 60 * 1000
const launches = 4

/**
 * Launches a batch and waits for its end. A job that failed for other writers, or that Dropbox has forgotten, is launched again:
 * the batch must be one that may be carried out twice.
 * Throws RouteError when the batch fails as a whole, and CloudError.
 */
export async function runJob(
  connection: Connection,
  job: BatchJob,
  signal: AbortSignal | undefined,
): Promise<Entries> {
  for (let launch = 1; ; launch++) {
    try {
      return await runOnce(connection, job, signal)
    } catch (error) {
      if (!(error instanceof RouteError) || launch === launches || !mayLaunchAgain(error)) throw error
      await connection.clock.sleep(1000 * launch * (0.5 + connection.random.fraction() / 2), signal)
    }
  }
}

async function runOnce(
  connection: Connection,
  { route, launch, check }: BatchJob,
  signal: AbortSignal | undefined,
): Promise<Entries> {
  const { clock, random } = connection
  const began = clock.monotonic()
  let state = await connection.rpc(route, State, signal, launch)
  const id = state.async_job_id
  for (let pause = 250; ; pause = Math.min(2000, pause * 1.5)) {
    if (state.entries !== undefined) return state.entries
    if (state['.tag'] === 'failed') throw new RouteError(route, state.failed, 'the batch failed', false)
    if (id === undefined || !['async_job_id', 'in_progress'].includes(state['.tag']))
      throw new CloudError('bad-answer', `${route}: a batch in an unknown state`, { data: { route } })
    if (clock.monotonic() - began > patience)
      throw new CloudError('offline', 'Dropbox does not come to the end of a batch', { data: { route } })
    await clock.sleep(pause * (0.75 + random.fraction() / 2), signal)
    state = await connection.rpc(`${route}/check`, State, signal, (sdk) => check(sdk, { async_job_id: id }))
  }
}

function mayLaunchAgain(error: RouteError): boolean {
  return isPassing(error.error) || tagsOf(error.error)[0] === 'invalid_async_job_id'
}
