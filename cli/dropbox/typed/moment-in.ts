import { durationOf } from './duration.ts'

/**
 * The moment (ms since 1970) that a person means by `2026-11-21`, `2026-11-21 15:04`, `2026-11-21 15:04:33` (in the box's own time; a day is its beginning),
 * `2026-11-21T15:04:33Z`, or `3d`, `12h`, `30m` before `now`; undefined for anything else, and for what is still to come.
 */
export function momentIn(text: string, now: number): number | undefined {
  const duration = durationOf(text)
  if (duration !== undefined) return now - duration
  const moment = dateIn(text)
  return moment === undefined || moment > now ? undefined : moment
}

/** As `momentIn`, also for what is still to come, such as `3d` from `now` on. */
export function laterIn(text: string, now: number): number | undefined {
  const duration = durationOf(text)
  if (duration !== undefined) return now + duration
  const moment = dateIn(text)
  return moment === undefined || moment <= now ? undefined : moment
}

function dateIn(text: string): number | undefined {
  const date = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(Z?))?$/.exec(text)
  if (date === null) return undefined
  const [, day, time = '00:00', zone = ''] = date
  const moment = Date.parse(`${day}T${time}${zone}`)
  return Number.isNaN(moment) ? undefined : moment
}
