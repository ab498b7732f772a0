import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manPages } from '../cli/manual/man-page.ts'
import { describePrograms } from '../cli/manual/programs.ts'
import { descriptionsFile } from '../cli/manual/read.ts'

/** Writes into `share` what the programs say of themselves: for completion as data, for man as pages. */
export async function writeManual(share: string, version: string): Promise<void> {
  const programs = await describePrograms()
  const pages = join(share, 'man', 'man1')
  mkdirSync(pages, { recursive: true })
  writeFileSync(join(share, descriptionsFile), `${JSON.stringify(programs)}\n`)
  for (const { file, text } of programs.flatMap((program) => manPages(program, version)))
    writeFileSync(join(pages, file), text)
}
