import type { KeptRun } from '../results.ts'
import type { Line, Row } from '../row.ts'
import { draw } from './draw.ts'
import { rounded } from './figures.ts'

/** The page and its pictures, by their paths below docs/. */
export type Page = ReadonlyMap<string, string>

/** A row with the runs of it that are shown; none while it was not measured. */
export interface Measured {
  readonly row: Row
  readonly runs: readonly KeptRun[]
}

/** Writes docs/performance.md with its pictures. `introduction` stands before the table. */
export function pageOf(introduction: string, measured: readonly Measured[]): Page {
  const pictures = new Map<string, string>()
  const sections = measured.map(({ row, runs }) => {
    const drawn = row.plots.flatMap((plot, index) => {
      const picture = draw(plot, runs)
      if (picture === undefined) return []
      const name = `performance/${row.name}${index === 0 ? '' : `-${index + 1}`}.svg`
      pictures.set(name, picture)
      return [`![${plot.title}](${name})`]
    })
    const notes = row.falls === undefined ? [] : [`**What falls short:** ${row.falls}`]
    return [`### ${row.title}`, row.about, howMeasured(row, runs), ...notes, ...drawn].join('\n\n')
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

/** Under what these figures came about: nobody shall take those of a busy machine, or of a small size, for more than they are. */
function howMeasured(row: Row, runs: readonly KeptRun[]): string {
  const [first] = runs
  if (first === undefined) return `Not measured yet: \`npm run bench -- ${row.name}\`.`
  const loads = runs.map(({ loadAverage }) => loadAverage)
  const commits = [
    ...new Set(runs.map(({ commit, changed }) => `${commit}${changed ? ' with changes' : ''}`)),
  ]
  const size = first.scale === 1 ? 'full size' : `**only ${first.scale} of the full size**`
  const busy = Math.max(...loads) > first.machine.cores ? ', **a busy machine: times mean little**' : ''
  return [
    `Measured ${first.at.slice(0, 10)} by \`npm run bench -- ${row.name}\`, ${size}, ${runs.length} runs, commit ${commits.join(', ')}`,
    `on ${first.machine.cores} cores (${first.machine.processor}), Linux ${first.machine.kernel}, Node.js ${first.machine.node};`,
    `load average at the start of the runs ${rounded(Math.min(...loads))} to ${rounded(Math.max(...loads))}${busy}.`,
  ].join(' ')
}
