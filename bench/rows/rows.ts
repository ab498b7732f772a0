import type { Row } from '../row.ts'
import { smallFilesDown } from './small-files-down.ts'
import { smallFilesUp } from './small-files-up.ts'

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [smallFilesUp, smallFilesDown]

/** The rows of these names, or, without any, all but those that are only measured on request. Throws TypeError for a name that is none. */
export function rowsNamed(names: readonly string[]): readonly Row[] {
  if (names.length === 0) return rows.filter(({ onRequest }) => onRequest === undefined)
  return names.map((name) => {
    const row = rows.find((one) => one.name === name)
    if (row === undefined)
      throw new TypeError(`There is no row ${name}; there are ${rows.map((one) => one.name).join(', ')}.`)
    return row
  })
}
