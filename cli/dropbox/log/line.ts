import { moment, visible } from '../../terminal/text.ts'

/** A line of the log (JSON) for people: when, how bad (nothing for what is as usual), what, and what belongs to it. Anything else as it is. */
export function describeLogLine(line: string): string {
  const entry = objectIn(line)
  if (entry === undefined) return visible(line)
  const { time, level, event, pid: _, ...data } = entry
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN
  const when = Number.isNaN(at) ? '' : moment(at, 'seconds')
  const values = Object.entries(data).map(([name, value]) => `${name}=${wordOf(value)}`)
  const grade = level === 'info' || level === undefined ? [] : [String(level).toUpperCase()]
  return [when, ...grade, visible(String(event ?? '')), ...values].filter((word) => word !== '').join(' ')
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function wordOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return visible(/^[^\s"]+$/.test(text) ? text : JSON.stringify(text))
}
