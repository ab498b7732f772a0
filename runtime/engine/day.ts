/** A moment (ms since 1970) as a day in the box's own calendar, `YYYY-MM-DD`. */
export function localDay(moment: number): string {
  const date = new Date(moment)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The same with the time of day, `YYYY-MM-DD hh:mm`. */
export function localMinute(moment: number): string {
  const date = new Date(moment)
  return `${localDay(moment)} ${two(date.getHours())}:${two(date.getMinutes())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
