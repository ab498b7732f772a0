import type { Command } from 'commander'
import { tellStatuses } from './file-status/list.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Options {
  readonly list?: true
  readonly all?: true
}

/** `dropbox filestatus [-l] [-a] [FILE...]`, `dropbox stat`: how files and folders of this computer stand, with dropbox.py's own outputs. */
export function filestatus(surroundings: Surroundings): Command {
  return verb('filestatus', 'Show how files of this computer stand')
    .alias('stat')
    .usage('[-l] [-a] [FILE...]')
    .argument('[file...]', 'on this computer; what is in the folder you are in')
    .option('-l, --list', 'as ls lists them, in colours')
    .option('-a, --all', 'with --list, names that begin with a dot, too')
    .action(async (names: readonly string[], { list, all }: Options, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      await tellStatuses(surroundings, {
        ...{ names, isList: list === true, all: all === true, json: json === true },
      })
    })
}
