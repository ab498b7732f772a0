import { autostartList } from '../../runtime/box/autostart-list.ts'
import { wrap } from '../terminal/text.ts'
import { availableParts } from './catalogue.ts'
import type { Command } from './command.ts'
import { PartsError } from './errors.ts'

/** `parts search`: what can be installed, by a word in its name or description. */
export const search: Command = {
  name: 'search',
  summary: 'Search for a package or list all available packages',
  operands: '[SEARCH_TERM]',
  options: [{ name: '--json', does: 'Print JSON' }],
  async run({ terminal, paths }, [term = ''], options) {
    const sought = term.toLowerCase()
    const parts = availableParts().filter(({ name, description }) =>
      [name, description].some((text) => text.toLowerCase().includes(sought)),
    )
    if (parts.length === 0) throw new PartsError(`no package found for "${term}"`)
    if (options.has('--json')) {
      const started = await autostartList(paths)
      terminal.printJson(
        parts.map(({ name, version, category, description }) => {
          return { name, version, category, description, runable: true, autostart: started.includes(name) }
        }),
      )
      return 0
    }
    const width = Math.max(...parts.map(({ name, version }) => `${name} (${version})`.length)) + 2
    for (const { name, version, description } of parts) {
      const label = `${terminal.style(['magenta', 'bold'], name)} ${terminal.style('green', `(${version})`)}`
      const padding = ' '.repeat(width - `${name} (${version})`.length)
      const lines = wrap(description, Math.max(terminal.columns - width, 20))
      terminal.print(`${label}${padding}${lines.join(`\n${' '.repeat(width)}`)}`)
    }
    return 0
  },
}
