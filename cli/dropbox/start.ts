import type { Command } from 'commander'
import { startAgent } from '../../runtime/agent/start.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox start`: runs the agent in the background, detached from the terminal. Running already is no failure. */
export function start({ terminal, paths }: Surroundings): Command {
  return verb('start', 'Start Dropbox in the background').action(async (_, command: Command) => {
    const { outcome } = await terminal.spin('Starting Dropbox...', () => startAgent(paths))
    if (command.optsWithGlobals<CommonOptions>().json) terminal.printJson({ outcome })
    else terminal.narrate(outcome === 'started' ? 'Starting Dropbox...Done!' : 'Dropbox is already running!')
  })
}
