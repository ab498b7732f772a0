import type { Command } from 'commander'
import { isRunning } from '../../runtime/agent/running.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/**
 * `dropbox running`: no output; exit code 0 when Dropbox runs and 1 when it does not. Under the name dropbox.py it is the other
 * way round, since the scripts that call Dropbox's own dropbox.py rely on that.
 */
export function running(surroundings: Surroundings): Command {
  const { terminal, paths, calledAs } = surroundings
  return verb('running', 'Tell by the exit code whether Dropbox runs').action(async (_, command: Command) => {
    const runs = await isRunning(paths)
    if (command.optsWithGlobals<CommonOptions>().json) terminal.printJson({ running: runs })
    surroundings.exitCode = runs === (calledAs === 'dropbox.py') ? 1 : 0
  })
}
