import type { Command } from 'commander'
import { haltsAtStart } from '../../runtime/agent/halts-at-start.ts'
import { startAgent } from '../../runtime/agent/start.ts'
import { readUnsent } from '../../runtime/agent/unsent-file.ts'
import { describeHalt } from '../../runtime/engine/describe/halt.ts'
import { describeUnsent, unsentGoesNow } from '../../runtime/engine/describe/unsent.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox start`: runs the agent in the background, detached from the terminal. Running already is no failure. */
export function start({ terminal, paths, environment }: Surroundings): Command {
  return verb('start', 'Start Dropbox in the background')
    .option('-i, --install', 'accepted, as in dropbox.py: there is nothing to install')
    .action(async (_, command: Command) => {
      const left = await readUnsent(paths)
      const { outcome } = await terminal.spin('Starting Dropbox', () => startAgent(paths, { environment }))
      const unsent = outcome === 'started' ? left : undefined
      const halts = outcome === 'started' ? await haltsAtStart(paths) : []
      if (command.optsWithGlobals<CommonOptions>().json)
        return terminal.printJson({
          outcome,
          ...(halts.length > 0 ? { halts } : {}),
          ...(unsent === undefined ? {} : { unsent }),
        })
      terminal.narrate(outcome === 'started' ? 'Starting Dropbox...Done!' : 'Dropbox is already running!')
      if (unsent !== undefined) terminal.narrate(`${describeUnsent(unsent)} ${unsentGoesNow}`)
      for (const halt of halts) terminal.warn(describeHalt(halt))
    })
}
