import type { FileStatus } from '../../../runtime/agent/file-status/file-status.ts'
import type { Style } from '../../terminal/terminal.ts'
import { visible } from '../../terminal/text.ts'

/** A file or folder as a person named it, or as it stands in a folder. `status` is undefined where nothing is there. */
export interface Stands {
  readonly name: string
  readonly status: FileStatus | undefined
}

/** One line for each, as dropbox.py prints them: the name, and how it stands. */
export function statusLines(all: readonly Stands[]): string[] {
  const shown = all.map(({ name, status }) => ({ name: visible(name), status }))
  const width = Math.max(0, ...shown.map(({ name }) => name.length + 1))
  return shown.map(({ name, status }) => `${`${name}:`.padEnd(width)} ${status ?? "File doesn't exist"}`)
}

/** The colours of dropbox.py: green, cyan, on red, white; none for what does not sync at all. */
const styles: Readonly<Record<FileStatus, Style | undefined>> = {
  'up to date': ['green', 'bold'],
  syncing: ['cyan', 'bold'],
  unsyncable: ['bgRed', 'bold'],
  selsync: ['white', 'bold'],
  ignored: undefined,
  unwatched: undefined,
}

/** Names in colours that tell how each stands, in columns of a width, down each one first; one below the other where the width is undefined. */
export function nameLines(
  all: readonly Stands[],
  width: number | undefined,
  style: (format: Style, text: string) => string,
): string[] {
  if (all.length === 0) return ['<empty>']
  const names = all.map(
    ({ name, status }) => visible(name) + (status === undefined ? " (File doesn't exist!)" : ''),
  )
  const styled = names.map((name, index) => {
    const status = all[index]?.status
    const format = status && styles[status]
    return format === undefined ? name : style(format, name)
  })
  const rows = width === undefined ? names.length : rowsWithin(names, width)
  const columns = Math.ceil(names.length / rows)
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...names.slice(column * rows, (column + 1) * rows).map((name) => name.length)),
  )
  return Array.from({ length: rows }, (_, row) =>
    widths
      .flatMap((room, column) => {
        const index = column * rows + row
        const isLast = index + rows >= names.length
        return names[index] === undefined
          ? []
          : [styled[index] + (isLast ? '' : ' '.repeat(room - names[index].length))]
      })
      .join('  '),
  )
}

/** The fewest rows in which names fit, two columns apart. */
function rowsWithin(names: readonly string[], width: number): number {
  for (let rows = 1; rows < names.length; rows++) {
    let total = -2
    for (let start = 0; start < names.length; start += rows)
      total += 2 + Math.max(...names.slice(start, start + rows).map((name) => name.length))
    if (total <= width) return rows
  }
  return names.length
}
