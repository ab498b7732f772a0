import { requirePart } from './catalogue.ts'
import type { Command } from './command.ts'

/** `parts info`: what a part is, and how to use it. */
export const info: Command = {
  name: 'info',
  summary: 'Prints dependencies and tips of one or many packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run({ terminal }, names) {
    for (const { name, version, description, tips } of names.map(requirePart)) {
      terminal.print(`${name} (${version})\n${description}\n=> Tips:\n${tips}`)
    }
    return 0
  },
}
