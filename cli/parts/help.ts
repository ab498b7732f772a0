import { distributionFolder, distributionVersion } from '../../runtime/box/distribution.ts'
import { readManifest } from '../../runtime/box/manifest.ts'
import type { Command } from './command.ts'

const rows = `  parts install PACKAGE...   # Install one or many packages
  parts uninstall PACKAGE... # Uninstall one or many packages
  parts upgrade [PACKAGE...] # Upgrade one or many packages
  parts purge PACKAGE...     # Uninstall and remove leftover data of one or many packages
  parts list                 # List all installed packages
  parts search [SEARCH_TERM] # Search for a package or list all available packages
  parts start PACKAGE...     # Start one or many services provided by packages
  parts stop PACKAGE...      # Stop one or many services provided by packages
  parts restart PACKAGE...   # Restart one or many services provided by packages
  parts status [PACKAGE...]  # Show status of one or many services provided by packages
  parts update               # Update Box Parts
  parts info PACKAGE...      # Prints dependencies and tips of one or many packages
  parts env                  # Prints the commands needed to set up the parts environment
  parts init                 # Prints what to add to your shell profile
  parts autostart add|del|list [PACKAGE] # Services to start when the box boots`

/** `parts help`, and what `parts` says without a verb. */
export const help: Command = {
  name: 'help',
  operands: '',
  options: [{ name: '--version', does: 'Print the version' }],
  async run({ terminal }, _operands, options) {
    const version = programVersion()
    if (options.has('--version')) terminal.print(version)
    else
      terminal.print(
        `${version} - A Package Manager for Codio\n\nUsage: parts COMMAND [ARGS...]\n\nSome useful commands are:\n${rows}`,
      )
    return 0
  },
}

/** `Box VERSION-BUILD`; the build tells two packages of one version apart. */
function programVersion(): string {
  return `Box ${distributionVersion()}-${readManifest(distributionFolder())?.build ?? 'unknown'}`
}
