import { markStarted } from '../../runtime/box/autostart-list.ts'
import { describeFailure } from '../terminal/program.ts'
import { requireService } from './catalogue.ts'
import type { Command } from './command.ts'
import { PartsError } from './errors.ts'

/** `parts stop`. */
export const stop: Command = {
  name: 'stop',
  summary: 'Stop one or many services provided by packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run(context, names) {
    const { terminal, paths, agentOf } = context
    for (const name of names) {
      requireService(context, name)
      const agent = agentOf(name)
      terminal.narrate(`=> Stopping ${name}...`)
      const uncleared = await failureOf(markStarted(paths, name, false))
      if (!(await agent.isRunning())) {
        if (uncleared) throw uncleared.error
        throw new PartsError(`Failed to stop: ${name} does not seem to be running.`)
      }
      await agent.stop()
      terminal.narrate(`=> Stopped: ${name}`)
      const unsent = await agent.unsent()
      if (unsent !== undefined)
        terminal.warn(`parts: ${unsent} What is missing goes up when ${name} runs again.`)
      // Said last: a home that cannot be written is no reason to leave the agent running.
      if (uncleared)
        throw new PartsError(
          `Stopped ${name}, but it may start again by itself: ${describeFailure(uncleared.error).text}`,
          undefined,
          { cause: uncleared.error },
        )
    }
    return 0
  },
}

async function failureOf(work: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return { error }
  }
}
