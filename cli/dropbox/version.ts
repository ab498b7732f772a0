import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { distributionVersion } from '../../runtime/box/distribution.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox version`: the versions of the running agent and of the command. */
export function version({ terminal, paths }: Surroundings): Command {
  return verb('version', 'Show the versions of Dropbox and of this command').action(
    async (_, command: Command) => {
      const own = distributionVersion()
      const daemon = (await isRunning(paths)) ? await versionOfAgent() : undefined
      if (command.optsWithGlobals<CommonOptions>().json)
        return terminal.printJson({ daemon: daemon ?? null, command: own })
      terminal.print(`Dropbox daemon version: ${daemon ?? 'Not running'}`)
      terminal.print(`Dropbox command-line interface version: ${own}`)
    },
  )

  async function versionOfAgent(): Promise<string> {
    await using control = await openControl(paths)
    return (await control.report()).version
  }
}
