import type { Command } from 'commander'
import { forgetRan } from '../../runtime/agent/adoption-file.ts'
import { stopAgent } from '../../runtime/agent/stop.ts'
import { readUnsent } from '../../runtime/agent/unsent-file.ts'
import { describeUnsent, whenUnsentGoes } from '../../runtime/engine/describe/unsent.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox stop`: ends the agent once what it is in the middle of is safe, and tells what had no time to be sent. Not running is no failure. */
export function stop({ terminal, paths }: Surroundings): Command {
  return verb('stop', 'Stop Dropbox').action(async (_, command: Command) => {
    const outcome = await terminal.spin('Stopping Dropbox', () => stopAgent(paths))
    await forgetRan(paths)
    const unsent = outcome === 'stopped' ? await readUnsent(paths) : undefined
    if (command.optsWithGlobals<CommonOptions>().json)
      return terminal.printJson({ outcome, ...(unsent === undefined ? {} : { unsent }) })
    terminal.narrate(outcome === 'stopped' ? 'Dropbox daemon stopped.' : "Dropbox isn't running!")
    if (unsent !== undefined) terminal.warn(`${describeUnsent(unsent)} ${whenUnsentGoes}`)
  })
}
