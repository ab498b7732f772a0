import { markStarted } from '../../runtime/box/autostart-list.ts'
import { requireService } from './catalogue.ts'
import type { Command } from './command.ts'
import { startOrExplain } from './start.ts'

/** `parts restart`: also starts what does not run. */
export const restart: Command = {
  name: 'restart',
  summary: 'Restart one or many services provided by packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run(context, names) {
    const { terminal, paths, agentOf } = context
    for (const name of names) {
      requireService(context, name)
      const agent = agentOf(name)
      // First, because a home that cannot be written is no reason to lose the agent that runs.
      await markStarted(paths, name, true)
      const interrupted = terminal.interruptible('patience')
      if (await agent.isRunning()) {
        terminal.narrate(`=> Stopping ${name}...`)
        await agent.stop()
      }
      terminal.narrate(`=> Starting ${name}...`)
      await startOrExplain(agent)
      terminal.narrate(`=> Restarted: ${name}`)
      interrupted.throwIfAborted()
    }
    return 0
  },
}
