import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pageOf } from './report/page.ts'
import { keptRuns, shownRuns } from './results.ts'
import { rows } from './rows/rows.ts'

const docs = resolve(import.meta.dirname, '../docs')

/** Writes docs/performance.md and its pictures from all that was ever kept. */
export function writePage(): void {
  const runs = keptRuns()
  const introduction = readFileSync(join(import.meta.dirname, 'report/introduction.md'), 'utf8')
  const page = pageOf(
    introduction,
    rows.map((row) => ({ row, runs: shownRuns(runs, row) })),
  )
  rmSync(join(docs, 'performance'), { recursive: true, force: true })
  for (const [path, text] of page) {
    mkdirSync(dirname(join(docs, path)), { recursive: true })
    writeFileSync(join(docs, path), text)
  }
}
