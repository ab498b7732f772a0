import { isWanted } from '../bench.ts'
import type { Row } from '../row.ts'
import { copyFolder } from './copy-folder.ts'
import { deleteFiles } from './delete-files.ts'
import { growth } from './growth/growth.ts'
import { idle } from './idle.ts'
import { largeFile } from './large-file.ts'
import { latency } from './latency.ts'
import { millionFiles } from './million-files.ts'
import { rateLimits } from './rate-limits.ts'
import { renameFolder } from './rename-folder.ts'
import { smallFilesDown } from './small-files-down.ts'
import { smallFilesUp } from './small-files-up.ts'
import { startUnchanged } from './start-unchanged.ts'
import { status } from './status.ts'
import { untouched } from './untouched.ts'

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [
  smallFilesUp,
  smallFilesDown,
  largeFile,
  renameFolder,
  untouched,
  copyFolder,
  deleteFiles,
  latency,
  startUnchanged,
  millionFiles,
  idle,
  status,
  rateLimits,
  growth,
]

/** Those that have a variant with one of these texts in its name; all without a text. Throws TypeError when none has. */
export function withVariants(named: readonly Row[], texts: readonly string[]): readonly Row[] {
  const found = named.filter(({ variants }) => variants.some((variant) => isWanted(variant, texts)))
  if (found.length > 0) return found
  const all = named.flatMap(({ variants }) => variants)
  throw new TypeError(`There is no variant ${texts.join(', ')}; there are: ${all.join('; ')}.`)
}

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
