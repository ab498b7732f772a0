import { Command } from 'commander'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What a verb works with. */
export type Surroundings = {
  readonly terminal: Terminal
  readonly paths: BoxPaths
  readonly environment: NodeJS.ProcessEnv
  /** the folder the command was typed in, absolute */
  readonly currentFolder: string
  /** the name the program was called by: dropbox, or dropbox.py */
  readonly calledAs: string
  /** the exit code when nothing is thrown; 0 until it is set */
  exitCode: number
}

/** Options that every verb takes. */
export type CommonOptions = { readonly json?: true; readonly quiet?: true; readonly verbose?: true }

/** Makes a verb with the options that every verb takes. `usage` is its name, with its arguments. */
export function verb(usage: string, summary: string): Command {
  return withCommonOptions(new Command(usage).summary(summary).description(`${summary}.`))
}

/** Adds --config, which `chosenConfiguration` has read by then, --json, --quiet and --verbose. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--config <name>', 'use another configuration: another account, in a folder of its own')
    .option('--json', 'print the answer as JSON')
    .option('-q, --quiet', 'print nothing but what was asked for')
    .option('-v, --verbose', 'show the causes of a failure')
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false)
}
