import { markStarted } from '../../runtime/box/autostart-list.ts'
import { unsentGoesNow } from '../../runtime/engine/describe/unsent.ts'
import { describeFailure } from '../terminal/program.ts'
import type { Agent } from './agent.ts'
import { requireService } from './catalogue.ts'
import type { Command, Context } from './command.ts'
import { PartsError } from './errors.ts'

/** `parts start`. */
export const start: Command = {
  name: 'start',
  summary: 'Start one or many services provided by packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run(context, names) {
    const { terminal, paths, agentOf } = context
    for (const name of names) {
      requireService(context, name)
      terminal.narrate(`=> Starting ${name}...`)
      await markStarted(paths, name, true)
      const agent = agentOf(name)
      if (await agent.isRunning()) throw new PartsError(`Failed to start: ${name} is already running.`)
      const unsent = await agent.unsent()
      await startOrExplain(agent)
      terminal.narrate(`=> Started: ${name}`)
      if (unsent !== undefined) terminal.narrate(`${unsent} ${unsentGoesNow}`)
      for (const halt of await agent.halts()) terminal.warn(`parts: ${halt}`)
    }
    return 0
  },
}

/** Starts the agent; throws why it does not start in the words of the original. */
export async function startOrExplain(agent: Agent): Promise<void> {
  try {
    await agent.start()
  } catch (error) {
    const { text } = describeFailure(error)
    throw new PartsError(`Failed to start: ${text}`, undefined, { cause: error })
  }
}

/**
 * Starts the named parts without a word, as boot scripts need it; what runs already is left alone. A part that does not
 * start is reported in one line, and does not keep the others from starting. Gives the exit code.
 */
export async function startQuietly(context: Context, names: readonly string[]): Promise<number> {
  const { terminal, agentOf } = context
  let exitCode = 0
  for (const name of names) {
    try {
      requireService(context, name)
      const agent = agentOf(name)
      try {
        if (!(await agent.isRunning())) await agent.start()
      } catch (error) {
        // Two boot scripts may do this at once: it does not matter whose agent runs.
        if (!(await agent.isRunning())) throw error
      }
    } catch (error) {
      terminal.warn(`parts: Failed to start ${name}: ${describeFailure(error).text}`)
      exitCode = 1
    }
  }
  return exitCode
}
