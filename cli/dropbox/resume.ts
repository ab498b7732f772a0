import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox resume`: ends a pause. None is no failure. */
export function resume({ terminal, paths }: Surroundings): Command {
  return verb('resume', 'Go on with syncing after a pause').action(async (_, command: Command) => {
    const runs = await isRunning(paths)
    await using control = await openControl(paths)
    const wasPaused = await control.resume()
    if (command.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ paused: false, wasPaused })
    terminal.narrate(wasPaused ? 'Syncing goes on.' : 'Syncing was not paused.')
    if (!runs) terminal.narrate('Dropbox isn\'t running. Start it with "dropbox start".')
  })
}
