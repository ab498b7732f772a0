import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Program } from './bundles.ts'

/** What brings the package again, however it came, with the Node.js that npm leaves out where it cannot fetch it. */
const packageAgain =
  'npm install -g box-parts (or the .tgz file that it came from), where the npm registry can be reached'

/** The commands: bin/ is for npm's bin folder, part/ becomes the bin/ of the installed part. */
const launchers: readonly { file: string; program: Program; repair: string }[] = [
  { file: 'bin/parts', program: 'parts', repair: packageAgain },
  { file: 'bin/dropbox-emulator', program: 'emulator', repair: packageAgain },
  { file: 'part/dropbox', program: 'dropbox', repair: 'parts install dropbox' },
  { file: 'part/dropbox.py', program: 'dropbox', repair: 'parts install dropbox' },
  { file: 'part/dropbox_init', program: 'dropbox_init', repair: 'parts install dropbox' },
]

/** Writes the shell scripts that start the programs. */
export function writeLaunchers(folder: string): void {
  const template = readFileSync(join(import.meta.dirname, 'launcher.sh'), 'utf8')
  for (const { file, program, repair } of launchers) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    const script = template.replaceAll('@PROGRAM@', program).replaceAll('@REPAIR@', repair)
    writeFileSync(join(folder, file), script, { mode: 0o755 })
  }
}
