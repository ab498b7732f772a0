import { installedParts } from '../../runtime/box/installed.ts'
import type { Command } from './command.ts'

/** `parts list`: what is installed, with all versions. */
export const list: Command = {
  name: 'list',
  summary: 'List all installed packages',
  operands: '',
  options: [{ name: '--json', does: 'Print JSON' }],
  async run({ terminal, paths }, _operands, options) {
    const parts = [...installedParts(paths)].map(([name, versions]) => ({ name, versions }))
    if (options.has('--json')) terminal.printJson(parts)
    else if (parts.length === 0) terminal.print('parts: no installed package found')
    else for (const { name, versions } of parts) terminal.print(`${name} (${versions.join(',')})`)
    return 0
  },
}
