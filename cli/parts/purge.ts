import { activePart } from '../../runtime/box/installed.ts'
import { purgePart } from '../../runtime/box/purge.ts'
import { requirePart } from './catalogue.ts'
import type { Command } from './command.ts'
import { stopAndUninstall } from './uninstall.ts'

/** `parts purge`: uninstalls what is installed, and removes the link to Dropbox and all state. */
export const purge: Command = {
  name: 'purge',
  summary: 'Uninstall and remove leftover data of one or many packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run(context, names) {
    const { terminal, paths, pathsOf, services } = context
    for (const { name, version } of names.map(requirePart)) {
      const active = activePart(paths, name)
      if (active) await stopAndUninstall(context, name)
      for (const service of services()) {
        const credentials = await purgePart(pathsOf(service))
        if (credentials)
          terminal.narrate(`=> The credentials in ${credentials} stay, as they are not in ~/.parts`)
      }
      terminal.narrate(`=> Purged ${name} ${active?.version ?? version}`)
    }
    return 0
  },
}
