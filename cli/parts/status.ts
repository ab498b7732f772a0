import { installedParts } from '../../runtime/box/installed.ts'
import { availableParts, requireInstalled } from './catalogue.ts'
import type { Command } from './command.ts'

/** `parts status`: which of the installed parts run. */
export const status: Command = {
  name: 'status',
  summary: 'Show status of one or many services provided by packages',
  operands: '[PACKAGE...]',
  options: [{ name: '--json', does: 'Print JSON' }],
  async run({ terminal, paths, agent }, names, options) {
    for (const name of names) requireInstalled(paths, name)
    const known = availableParts().map(({ name }) => name)
    const wanted =
      names.length > 0 ? names : [...installedParts(paths).keys()].filter((name) => known.includes(name))
    const rows: { name: string; status: 'running' | 'stopped' }[] = []
    for (const name of wanted) rows.push({ name, status: (await agent.isRunning()) ? 'running' : 'stopped' })
    if (options.has('--json')) {
      terminal.printJson(rows)
      return 0
    }
    const width = Math.max(...rows.map(({ name }) => name.length)) + 1
    for (const { name, status } of rows) terminal.print(`${name.padEnd(width)}${status.toUpperCase()}`)
    return 0
  },
}
