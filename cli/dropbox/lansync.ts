import type { Command } from 'commander'
import { UsageError } from '../terminal/errors.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox lansync [y|n]`: accepted as in dropbox.py, and told what it means here. */
export function lansync({ terminal }: Surroundings): Command {
  return verb('lansync', 'Tell what LAN sync means here')
    .usage('[y | n]')
    .argument('[wish]', 'y or n, which changes nothing')
    .action(async (wish: string | undefined, _: unknown, command: Command) => {
      if (wish !== undefined && !/^-?[yn]/i.test(wish))
        throw new UsageError('Give "y" or "n", or nothing. See "dropbox help lansync".')
      if (command.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ lansync: false })
      terminal.narrate(
        'There is no LAN sync here: files go to Dropbox and come from there, never from computer to computer. Nothing was changed.',
      )
    })
}
