import { InvalidArgumentError } from 'commander'

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 }

/** A duration as people type it (`3d`, `12h`, `30m`), in ms. Throws commander's InvalidArgumentError for anything else. */
export function durationIn(text: string): number {
  const [, amount, unit] = /^(\d{1,6})([dhm])$/.exec(text) ?? []
  const length = unit === undefined ? undefined : units[unit]
  if (amount === undefined || length === undefined)
    throw new InvalidArgumentError('Give a number with d, h or m, such as 3d.')
  return Number(amount) * length
}
