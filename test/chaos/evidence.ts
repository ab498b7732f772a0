import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Side } from './converge.ts'

/** Copies what tells how it came; gives the folder. */
export function keepEvidence(seed: number, sides: readonly Side[], violations: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), `chaos-seed-${seed}-`))
  for (const { box } of sides) {
    cpSync(box.folder, join(folder, box.name, 'Dropbox'), { recursive: true })
    cpSync(join(box.home, '.parts', 'var'), join(folder, box.name, 'var'), {
      recursive: true,
      filter: (path) => !path.endsWith('.sock'),
    })
  }
  writeFileSync(join(folder, 'violations.txt'), `${violations.join('\n')}\n`)
  return folder
}
