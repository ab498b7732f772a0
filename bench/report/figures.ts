import type { Run } from '../row.ts'
import type { Spread } from './statistics.ts'

/** The values of a figure over the runs that are named; empty where there were none. */
export function valuesOf(
  runs: readonly Run[],
  figure: string,
  which: { readonly variant?: string; readonly contestant?: string } = {},
): number[] {
  return runs
    .filter(({ variant }) => which.variant === undefined || variant === which.variant)
    .filter(({ contestant }) => which.contestant === undefined || contestant === which.contestant)
    .map(({ figures }) => figures[figure])
    .filter((value) => value !== undefined)
}

/** As `4.2 s (3.9 to 5.0)`; `per` divides first. */
export function shown({ median, min, max }: Spread, unit: string, per = 1): string {
  const range = min === max ? '' : ` (${rounded(min / per)} to ${rounded(max / per)})`
  return `${rounded(median / per)}${unit === '' ? '' : ` ${unit}`}${range}`
}

/** Three digits that count, and all before the point: `0.0123`, `4.21`, `1,234`. */
export function rounded(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return Number(value.toFixed(Math.min(digits, 6))).toLocaleString('en-US', { maximumFractionDigits: 6 })
}
