import { installedParts } from '../../runtime/box/installed.ts'
import { availableParts, requirePart } from './catalogue.ts'
import type { Command } from './command.ts'
import { installAndRestart } from './install.ts'

/** `parts upgrade`: installs the version of this `parts` over older ones. */
export const upgrade: Command = {
  name: 'upgrade',
  summary: 'Upgrade one or many packages',
  operands: '[PACKAGE...]',
  async run(context, names) {
    const { terminal, paths } = context
    const wanted = names.length > 0 ? names.map(requirePart) : availableParts()
    terminal.narrate(
      terminal.style(
        'red',
        'Upgrade parameter is in testing now, please provide a feedback if something fails.',
      ),
    )
    terminal.narrate(
      terminal.style('red', 'Also please stop all packages depended from packages for upgrade.'),
    )
    const installed = installedParts(paths)
    const outdated = wanted.filter(({ name, version }) => {
      const versions = installed.get(name) ?? []
      return versions.length > 0 && versions.every((other) => isOlder(other, version))
    })
    if (outdated.length === 0) {
      terminal.print('Everything is up-to-date')
      return 0
    }
    // Spelled as the original does: scripts look for it.
    terminal.print('Packages to upgarde: ')
    for (const { name, version } of outdated) terminal.print(`${name} ${version}`)
    if (terminal.interactive) {
      const agreed = await terminal.askLine('Would you like to upgrade? [N/y]: ')
      if (!['Y', 'y', 'yes'].includes(agreed.trim())) {
        terminal.print('Upgrade Canceled! To perform the upgrade type "y"')
        return 0
      }
    }
    for (const { name } of outdated) await installAndRestart(context, name)
    return 0
  },
}

/** Compares versions number by number: 0.9.0 is older than 0.10.0. */
function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0
}
