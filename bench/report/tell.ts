import type { Line } from '../row.ts'

/** What was reached, in one line. Goals speak of the full size (`scale` 1): at another one nothing is judged. */
export function tellLine(row: string, { what, goal, measured, reached }: Line, scale: number): string {
  return `${row}: ${what}: ${measured} (${goal}${markOf(reached, scale)})`
}

function markOf(reached: boolean | undefined, scale: number): string {
  if (reached === undefined) return ''
  if (scale !== 1) return ', a goal for the full size'
  return reached ? ', reached' : ', NOT reached'
}
