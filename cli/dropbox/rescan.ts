import type { Command } from 'commander'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox rescan`: looks at every file now, instead of at the next periodic scan. */
export function rescan({ terminal, paths }: Surroundings): Command {
  return verb('rescan', 'Look for changes in every folder now').action(async (_, command: Command) => {
    await using control = await openRunning(paths, 'it looks for changes')
    await control.rescan()
    if (command.optsWithGlobals<CommonOptions>().json) terminal.printJson({ rescanning: true })
    else terminal.narrate('Looking for changes in every folder.')
  })
}
