import * as v from 'valibot'
import type { Connection } from './connection/connection.ts'
import { cursorReset, isRefusal } from './delta.ts'

const Longpoll = v.looseObject({
  changes: v.boolean(),
  backoff: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
})

/** Waits for the next change; see `Cloud.waitForChange`. */
export type WaitForChange = (cursor: string, signal: AbortSignal) => Promise<boolean>

/**
 * Waits by longpoll, each time for another two to three minutes, so that boxes which started together do not ask together. Where
 * Dropbox asks for a pause, the next call begins with it (ListFolderLongpollResult.backoff, seconds, at most 10 min kept to).
 */
export function createLongpoll(connection: Connection): WaitForChange {
  const { clock, random } = connection
  let notBefore = Number.NEGATIVE_INFINITY
  return async (cursor, signal) => {
    const pause = notBefore - clock.monotonic()
    if (pause > 0) await clock.sleep(pause, signal)
    const timeout = 120 + Math.floor(random.fraction() * 60)
    const answer = await connection.longpoll(cursor, timeout, Longpoll, signal).catch((error: unknown) => {
      throw isRefusal(error) ? cursorReset(error) : error
    })
    if (answer?.backoff !== undefined)
      notBefore = clock.monotonic() + Math.min(answer.backoff, 600) * 1000 * (1 + random.fraction() / 10)
    return answer?.changes ?? false
  }
}
