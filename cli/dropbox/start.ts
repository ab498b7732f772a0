import type { Command } from 'commander'
import { haltsAtStart } from '../../runtime/agent/halts-at-start.ts'
import { startAgent } from '../../runtime/agent/start.ts'
import { describeHalt } from '../../runtime/engine/describe/halt.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox start`: runs the agent in the background, detached from the terminal. Running already is no failure. */
export function start({ terminal, paths }: Surroundings): Command {
  return verb('start', 'Start Dropbox in the background').action(async (_, command: Command) => {
    const { outcome } = await terminal.spin('Starting Dropbox...', () => startAgent(paths))
    const halts = outcome === 'started' ? await haltsAtStart(paths) : []
    if (command.optsWithGlobals<CommonOptions>().json)
      return terminal.printJson({ outcome, ...(halts.length > 0 ? { halts } : {}) })
    terminal.narrate(outcome === 'started' ? 'Starting Dropbox...Done!' : 'Dropbox is already running!')
    for (const halt of halts) terminal.warn(describeHalt(halt))
  })
}
