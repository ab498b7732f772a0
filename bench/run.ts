import { parseArgs } from 'node:util'
import { keepRun, openBench } from './bench.ts'
import type { Run } from './row.ts'
import { rowsNamed, withVariants } from './rows/rows.ts'
import { holdPackage } from './stage/hold-package.ts'
import { takeOwnFolder } from './stage/own-folder.ts'
import { writePage } from './write-page.ts'

/**
 * `npm run bench -- [NAME...] [--variant TEXT]... [--times N] [--scale X] [--quick] [--try] [--seed S]`: measures the named rows, or all that do not take
 * hours, or of them the variants that have one of the texts in their names; keeps every run in bench/results/performance.jsonl as soon as it is over, and
 * writes docs/performance.md anew from all that was ever kept. `--quick` is a twentieth of the size, once; it keeps nothing, nor does `--try`.
 * `npm run bench -- --page` only writes the page.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variant: { type: 'string', multiple: true, default: [] },
    times: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    try: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
})
const { quick, page, variant: variants } = values
const times = quick ? 1 : numberOf(values.times)
const scale = quick ? 0.05 : numberOf(values.scale)
const seed = numberOf(values.seed)
const kept = !quick && !values.try
const rows = page ? [] : withVariants(rowsNamed(positionals), variants)

if (!page) {
  await holdPackage()
  takeOwnFolder()
}
for (const row of rows) {
  const runs: Run[] = []
  const keep = (run: Run): void => {
    runs.push(run)
    if (kept) keepRun(run)
  }
  await row.measure(openBench(row.name, { times, scale, seed, variants }, keep))
  for (const { what, goal, measured, reached } of row.judge(runs)) {
    const mark = reached === undefined ? '' : reached ? ', reached' : ', NOT reached'
    process.stdout.write(`${row.name}: ${what}: ${measured} (${goal}${mark})\n`)
  }
}
if (kept) writePage()

function numberOf(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new TypeError(`${text} is no number above 0.`)
  return number
}
