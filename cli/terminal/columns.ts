/** Lines whose fields stand below each other, two columns apart; the last field is as long as it is. */
export function inColumns(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  return lines.map((line) =>
    line
      .map((field, column) => (column === line.length - 1 ? field : field.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
