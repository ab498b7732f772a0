import type { KeptRun } from '../results.ts'
import type { Line, Row } from '../row.ts'
import { draw } from './draw.ts'
import { type Falls, falls as known } from './falls.ts'
import { howMeasured } from './how-measured.ts'

/** The page and its pictures, by their paths below docs/. */
export type Page = ReadonlyMap<string, string>

/** A row with the runs of it that are shown; none while it was not measured. */
export interface Measured {
  readonly row: Row
  readonly runs: readonly KeptRun[]
}

/** Writes docs/performance.md with its pictures. `introduction` stands before the table; `falls` says why goals are missed. */
export function pageOf(introduction: string, measured: readonly Measured[], falls: Falls = known): Page {
  const pictures = new Map<string, string>()
  const sections = measured.map(({ row, runs }) => {
    const drawn = row.plots.flatMap((plot, index) => {
      const picture = draw(plot, runs)
      if (picture === undefined) return []
      const name = `performance/${row.name}${index === 0 ? '' : `-${index + 1}`}.svg`
      pictures.set(name, picture)
      return [`![${plot.title}](${name})`]
    })
    const short = shortcomings(row, runs, falls)
    return [`### ${row.title}`, row.about, howMeasured(row, runs), ...short, ...drawn].join('\n\n')
  })
  const page = [introduction.trim(), '## Goals and figures', tableOf(measured), '## Row by row', ...sections]
  return new Map([['performance.md', `${page.join('\n\n')}\n`], ...pictures])
}

function tableOf(measured: readonly Measured[]): string {
  const lines = measured.flatMap(({ row, runs }) =>
    runs.length === 0
      ? [`| ${row.title} | | | not measured yet | |`]
      : row.judge(runs).map((line, index) => tableLine(index === 0 ? row.title : '', line, runs)),
  )
  return ['| row | what | goal | measured | |', '|---|---|---|---|---|', ...lines].join('\n')
}

function tableLine(title: string, { what, goal, measured, reached }: Line, runs: readonly KeptRun[]): string {
  const small = runs.some(({ scale }) => scale !== 1) ? ' (small)' : ''
  const mark = reached === undefined ? '' : reached ? 'reached' : '**not reached**'
  return `| ${title} | ${what} | ${goal} | ${measured}${small} | ${mark} |`
}

/** What falls short, why, and what would close it; lines with one cause are told together. */
function shortcomings({ name, judge }: Row, runs: readonly KeptRun[], falls: Falls): string[] {
  const short = runs.length === 0 ? [] : judge(runs).filter(({ reached }) => reached === false)
  const byCause = Map.groupBy(short, ({ what }) => falls[name]?.find(({ line }) => what.includes(line)))
  return [...byCause].map(([fall, lines]) => {
    const what = `**Falls short:** ${lines.map((line) => line.what).join('; ')}.`
    return fall === undefined
      ? `${what} Why is not known yet.`
      : `${what} ${fall.why} What would close it: ${fall.closes}`
  })
}
