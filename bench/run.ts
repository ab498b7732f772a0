import { type Asked, readAsked } from './asked.ts'
import { keepRun, openBench } from './bench.ts'
import { tellLine } from './report/tell.ts'
import type { Run } from './row.ts'
import { holdPackage } from './stage/hold-package.ts'
import { takeOwnFolder } from './stage/own-folder.ts'
import { writePage } from './write-page.ts'

/**
 * `npm run bench -- [NAME...] [--variant TEXT]... [--times N] [--scale X] [--quick] [--try] [--seed S]`: measures the named rows, or all that do not take
 * hours, or of them the variants that have one of the texts in their names; keeps every run in bench/results/performance.jsonl as soon as it is over, and
 * writes docs/performance.md anew from all that was ever kept. `--quick` is a twentieth of the size, in as few rounds as there
 * can be; it keeps nothing, nor does `--try`. Goals are for the full size, and only judged there.
 * `npm run bench -- --page` only writes the page.
 */
const { rows, size, kept } = asked()

if (rows.length > 0) {
  await holdPackage()
  takeOwnFolder()
}
for (const row of rows) {
  const runs: Run[] = []
  const keep = (run: Run): void => {
    runs.push(run)
    if (kept) keepRun(run)
  }
  await row.measure(openBench(row.name, size, keep))
  for (const line of row.judge(runs)) process.stdout.write(`${tellLine(row.name, line, size.scale)}\n`)
}
if (kept) writePage()

function asked(): Asked {
  try {
    return readAsked(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
