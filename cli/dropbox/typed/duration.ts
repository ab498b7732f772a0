import { InvalidArgumentError } from 'commander'

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 }

/** A duration as people type it (`3d`, `12h`, `30m`), in ms; undefined for anything else. */
export function durationOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([dhm])$/.exec(text) ?? []
  const length = unit === undefined ? undefined : units[unit]
  return length === undefined ? undefined : Number(amount) * length
}

/** The same for commander. Throws its InvalidArgumentError for what is no duration. */
export function durationIn(text: string): number {
  const duration = durationOf(text)
  if (duration === undefined) throw new InvalidArgumentError('Give a number with d, h or m, such as 3d.')
  return duration
}
