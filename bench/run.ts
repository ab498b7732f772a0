import { parseArgs } from 'node:util'
import { keepRun, openBench } from './bench.ts'
import type { Run } from './row.ts'
import { rowsNamed } from './rows/rows.ts'
import { holdPackage } from './stage/hold-package.ts'
import { takeOwnFolder } from './stage/own-folder.ts'
import { writePage } from './write-page.ts'

/**
 * `npm run bench -- [NAME...] [--times N] [--scale X] [--quick] [--seed S]`: measures the named rows, or all that do not take hours, keeps every run in
 * bench/results/performance.jsonl, and writes docs/performance.md anew from all that was ever kept. `--quick` is a twentieth of the size,
 * once, and keeps nothing. `npm run bench -- --page` only writes the page.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    times: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    quick: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
})
const { quick, page } = values
const times = quick ? 1 : Number(values.times)
const scale = quick ? 0.05 : Number(values.scale)

if (!page) {
  await holdPackage()
  takeOwnFolder()
}
for (const row of page ? [] : rowsNamed(positionals)) {
  const runs: Run[] = []
  const keep = (run: Run): void => {
    runs.push(run)
    if (!quick) keepRun(run)
  }
  await row.measure(openBench(row.name, { times, scale, seed: Number(values.seed) }, keep))
  for (const { what, goal, measured, reached } of row.judge(runs)) {
    const mark = reached === undefined ? '' : reached ? ', reached' : ', NOT reached'
    process.stdout.write(`${row.name}: ${what}: ${measured} (${goal}${mark})\n`)
  }
}
if (!quick) writePage()
