import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { AgentError } from '../../runtime/agent/errors.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { distributionVersion } from '../../runtime/box/distribution.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox version`: the versions of the running agent and of the command. */
export function version({ terminal, paths }: Surroundings): Command {
  return verb('version', 'Show the versions of Dropbox and of this command').action(
    async (_, command: Command) => {
      const own = distributionVersion()
      const running = await isRunning(paths)
      const daemon = running ? await versionOfAgent() : undefined
      if (command.optsWithGlobals<CommonOptions>().json)
        return terminal.printJson({ daemon: daemon ?? null, command: own, running })
      const silence = running ? "Dropbox isn't responding!" : 'Not running'
      terminal.print(`Dropbox daemon version: ${daemon ?? silence}`)
      terminal.print(`Dropbox command-line interface version: ${own}`)
    },
  )

  /** Undefined where the agent does not answer, which is no reason to keep the command's own version back. */
  async function versionOfAgent(): Promise<string | undefined> {
    try {
      await using control = await openControl(paths)
      return (await control.report()).version
    } catch (error) {
      if (error instanceof AgentError && error.code === 'not-responding') return undefined
      throw error
    }
  }
}
