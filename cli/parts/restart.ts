import { markStarted } from '../../runtime/box/autostart-list.ts'
import { requireInstalled } from './catalogue.ts'
import type { Command } from './command.ts'
import { startOrExplain } from './start.ts'

/** `parts restart`: also starts what does not run. */
export const restart: Command = {
  name: 'restart',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run({ terminal, paths, agent }, names) {
    for (const name of names) {
      requireInstalled(paths, name)
      if (await agent.isRunning()) {
        terminal.narrate(`=> Stopping ${name}...`)
        await agent.stop()
      }
      terminal.narrate(`=> Starting ${name}...`)
      await markStarted(paths, name, true)
      await startOrExplain(agent)
      terminal.narrate(`=> Restarted: ${name}`)
    }
    return 0
  },
}
