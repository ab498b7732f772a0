import { type Change, changesBetween } from './changes.ts'
import { linesOf } from './text.ts'

/** A text, and what it is called in the head of a diff: a name, and, after a tab, a time. */
export interface Side {
  readonly label: string
  readonly text: string
}

/** Unchanged lines around a change, as of diff -u. */
const usualContext = 3

/**
 * How one text became another, in the unified format (GNU diffutils, "Detailed Description of Unified Format"): the lines of the diff without their line
 * feeds, which patch(1) understands when each ends with one. None when the texts are the same.
 */
export function unifiedDiff(before: Side, after: Side, context: number = usualContext): string[] {
  const [lines, newLines] = [linesOf(before.text), linesOf(after.text)]
  const groups = grouped(changesBetween(lines, newLines), context)
  if (groups.length === 0) return []
  return [
    `--- ${before.label}`,
    `+++ ${after.label}`,
    ...groups.flatMap((group) => hunkOf(group, lines, newLines, context)),
  ]
}

/** Changes that are so near to one another that their context meets. */
function grouped(changes: readonly Change[], context: number): Change[][] {
  const groups: Change[][] = []
  for (const change of changes) {
    const last = groups.at(-1)
    const previous = last?.at(-1)
    if (last !== undefined && previous !== undefined && change.from - previous.to <= 2 * context)
      last.push(change)
    else groups.push([change])
  }
  return groups
}

function hunkOf(
  group: readonly Change[],
  lines: readonly string[],
  newLines: readonly string[],
  context: number,
): string[] {
  const [first, last] = [group[0], group.at(-1)]
  if (first === undefined || last === undefined) return []
  const above = Math.min(context, first.from)
  const below = Math.min(context, lines.length - last.to)
  const [from, to] = [first.from - above, last.to + below]
  const [newFrom, newTo] = [first.newFrom - above, last.newTo + below]
  const result = [`@@ -${rangeOf(from, to)} +${rangeOf(newFrom, newTo)} @@`]
  let at = from
  for (const change of group) {
    for (const line of lines.slice(at, change.from)) result.push(...marked(' ', line))
    for (const line of lines.slice(change.from, change.to)) result.push(...marked('-', line))
    for (const line of newLines.slice(change.newFrom, change.newTo)) result.push(...marked('+', line))
    at = change.to
  }
  for (const line of lines.slice(at, to)) result.push(...marked(' ', line))
  return result
}

/** Lines count from 1; of none, the line before them is named; one line needs no length. */
function rangeOf(from: number, to: number): string {
  const length = to - from
  if (length === 1) return String(from + 1)
  return `${length === 0 ? from : from + 1},${length}`
}

function marked(mark: string, line: string): string[] {
  return line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file']
}
