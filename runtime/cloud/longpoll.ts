import * as v from 'valibot'
import type { Connection } from './connection/connection.ts'
import { cursorReset, isRefusal } from './delta.ts'

const Longpoll = v.looseObject({
  changes: v.boolean(),
  backoff: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
})

/** Waits for the next change; see `Cloud.waitForChange`. */
export type WaitForChange = (cursor: string, signal: AbortSignal) => Promise<boolean>

/** Seconds; 480 is the most that Dropbox takes (files/list_folder/longpoll, `timeout`). */
const long = { least: 420, spread: 60 }
/** Where something on the way ends connections that are silent for long, as many a proxy does after 5 minutes. */
const short = { least: 120, spread: 60 }
const fewestShort = 8
const mostShort = 256

/**
 * Waits by longpoll, each time for another seven to eight minutes, so that boxes which started together do not ask together. After a wait that was
 * cut off, the next ones last two to three minutes: 8 of them, and twice as many after each time that a long one is cut off again. Where Dropbox asks for a pause, the next call begins with it (ListFolderLongpollResult.backoff, seconds, at most 10 min kept to).
 */
export function createLongpoll(connection: Connection): WaitForChange {
  const { clock, random } = connection
  let notBefore = Number.NEGATIVE_INFINITY
  let shortLeft = 0
  let shortNext = fewestShort
  const cutOff = (): void => {
    if (shortLeft > 0) return
    shortLeft = shortNext
    shortNext = Math.min(shortNext * 2, mostShort)
  }
  return async (cursor, signal) => {
    const pause = notBefore - clock.monotonic()
    if (pause > 0) await clock.sleep(pause, signal)
    const { least, spread } = shortLeft > 0 ? short : long
    const timeout = least + Math.floor(random.fraction() * spread)
    const answer = await connection.longpoll(cursor, timeout, Longpoll, signal).catch((error: unknown) => {
      if (isRefusal(error)) throw cursorReset(error)
      if (!signal.aborted) cutOff()
      throw error
    })
    if (answer === undefined) cutOff()
    else if (!answer.changes && shortLeft > 0) shortLeft--
    if (answer?.backoff !== undefined)
      notBefore = clock.monotonic() + Math.min(answer.backoff, 600) * 1000 * (1 + random.fraction() / 10)
    return answer?.changes ?? false
  }
}
