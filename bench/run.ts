import { parseArgs } from 'node:util'
import { openBench } from './bench.ts'
import { rowsNamed } from './rows/rows.ts'
import { writePage } from './write-page.ts'

/**
 * `npm run bench -- [NAME...] [--times N] [--scale X] [--quick] [--seed S]`: measures the named rows, or all that do not take hours, keeps every run in
 * bench/results/performance.jsonl, and writes docs/performance.md anew from all that was ever kept. `--quick` is a twentieth of the size,
 * once. `npm run bench -- --page` only writes the page.
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
const size = values.quick
  ? { times: 1, scale: 0.05 }
  : { times: Number(values.times), scale: Number(values.scale) }
if (!values.page)
  for (const row of rowsNamed(positionals))
    await row.measure(openBench(row.name, { ...size, seed: Number(values.seed) }))
writePage()
