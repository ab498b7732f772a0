import type { KeptRun } from '../results.ts'
import type { Row } from '../row.ts'
import { rounded } from './figures.ts'

/**
 * Under what the figures of a row came about, a line for each session: when, of what size, how often, at which commit, on what machine. Nobody shall
 * take those of a busy machine, or of a small size, for more than they are.
 */
export function howMeasured(row: Row, runs: readonly KeptRun[]): string {
  if (runs.length === 0) return `Not measured yet: \`npm run bench -- ${row.name}\`.`
  const sessions = [...Map.groupBy(runs, ({ session }) => session).values()]
  const missing = row.variants.filter((name) => runs.every(({ variant }) => variant !== name))
  return [
    ...sessions.map((session) => sentenceOf(row, session)),
    ...(missing.length > 0 ? [`Not measured yet: ${missing.join('; ')}.`] : []),
  ].join('\n\n')
}

function sentenceOf(row: Row, runs: readonly KeptRun[]): string {
  const [first] = runs
  if (first === undefined) return ''
  const loads = runs.map(({ loadAverage }) => loadAverage)
  const commits = [
    ...new Set(runs.map(({ commit, changed }) => `${commit}${changed ? ' with changes' : ''}`)),
  ]
  const variants = [...new Set(runs.map(({ variant }) => variant))]
  const which = variants.length === row.variants.length ? '' : ` (${variants.join('; ')})`
  const size = first.scale === 1 ? 'full size' : `**only ${first.scale} of the full size**`
  const busy = Math.max(...loads) > first.machine.cores ? ', **a busy machine: times mean little**' : ''
  return [
    `Measured ${first.at.slice(0, 10)} by \`npm run bench -- ${row.name}\`${which}, ${size}, ${roundsOf(runs)}, commit ${commits.join(', ')}`,
    `on ${first.machine.cores} cores (${first.machine.processor}), Linux ${first.machine.kernel}, Node.js ${first.machine.node};`,
    `load average at the start of the runs ${rounded(Math.min(...loads))} to ${rounded(Math.max(...loads))}${busy}.`,
  ].join(' ')
}

/** As `5 times`, or, where it differs, `1 to 5 times`. */
function roundsOf(runs: readonly KeptRun[]): string {
  const groups = Map.groupBy(runs, ({ variant, contestant, figures }) =>
    [variant, contestant, figures['size'] ?? ''].join(),
  )
  const counts = [...groups.values()].map(({ length }) => length)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (most === 1) return 'once'
  return least === most ? `${most} times` : `${least} to ${most} times`
}
