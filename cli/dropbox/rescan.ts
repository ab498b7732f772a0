import type { Command } from 'commander'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import { visible } from '../terminal/text.ts'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox rescan`: looks at every file now, instead of at the next periodic scan. */
export function rescan({ terminal, paths }: Surroundings): Command {
  return verb('rescan', 'Look for changes in every folder now').action(async (_, command: Command) => {
    await using control = await openRunning(paths, 'it looks for changes')
    await control.rescan()
    if (command.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ rescanning: true })
    terminal.narrate('Looking for changes in every folder.')
    const { status } = await control.report()
    if (status.state === 'offline')
      terminal.warn(`${visible(describeStatus(status))} Changes there are looked for once it can be reached.`)
  })
}
