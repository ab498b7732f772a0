import { installedParts } from '../../runtime/box/installed.ts'
import { requireService } from './catalogue.ts'
import type { Command } from './command.ts'

/** `parts status`: which of the installed parts run. */
export const status: Command = {
  name: 'status',
  summary: 'Show status of one or many services provided by packages',
  operands: '[PACKAGE...]',
  options: [{ name: '--json', does: 'Print JSON' }],
  async run(context, names, options) {
    const { terminal, paths, agentOf, services } = context
    for (const name of names) requireService(context, name)
    const wanted = names.length > 0 ? names : installedParts(paths).has('dropbox') ? services() : []
    const rows: { name: string; status: 'running' | 'stopped' }[] = []
    for (const name of wanted)
      rows.push({ name, status: (await agentOf(name).isRunning()) ? 'running' : 'stopped' })
    if (options.has('--json')) {
      terminal.printJson(rows)
      return 0
    }
    const width = Math.max(...rows.map(({ name }) => name.length)) + 1
    for (const { name, status } of rows) terminal.print(`${name.padEnd(width)}${status.toUpperCase()}`)
    return 0
  },
}
