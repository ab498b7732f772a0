import { markStarted } from '../../runtime/box/autostart-list.ts'
import { requireInstalled } from './catalogue.ts'
import type { Command } from './command.ts'
import { PartsError } from './errors.ts'

/** `parts stop`. */
export const stop: Command = {
  name: 'stop',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run({ terminal, paths, agent }, names) {
    for (const name of names) {
      requireInstalled(paths, name)
      terminal.narrate(`=> Stopping ${name}...`)
      await markStarted(paths, name, false)
      if (!(await agent.isRunning())) {
        throw new PartsError(`Failed to stop: ${name} does not seem to be running.`)
      }
      await agent.stop()
      terminal.narrate(`=> Stopped: ${name}`)
    }
    return 0
  },
}
