import type { Command } from 'commander'
import { stopAgent } from '../../runtime/agent/stop.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox stop`: ends the agent once what it is in the middle of is safe. Not running is no failure. */
export function stop({ terminal, paths }: Surroundings): Command {
  return verb('stop', 'Stop Dropbox').action(async (_, command: Command) => {
    const outcome = await terminal.spin('Stopping Dropbox...', () => stopAgent(paths))
    if (command.optsWithGlobals<CommonOptions>().json) terminal.printJson({ outcome })
    else terminal.narrate(outcome === 'stopped' ? 'Dropbox daemon stopped.' : "Dropbox isn't running!")
  })
}
