/** A moment (ms since 1970) as a day in the box's own calendar, `YYYY-MM-DD`. */
export function localDay(moment: number): string {
  const date = new Date(moment)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
