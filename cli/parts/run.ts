import { parseArguments, verbOf } from './arguments.ts'
import { type Context, usage } from './command.ts'
import { commands, help } from './commands.ts'
import { PartsError } from './errors.ts'

/** Runs one command line of `parts`; gives its exit code. Throws what the verb throws. */
export async function runParts(context: Context, argv: readonly string[]): Promise<number | undefined> {
  const verb = verbOf(argv)
  const command = verb === undefined ? help : commands.get(verb)
  if (!command) throw new PartsError(`no such command "${verb}"`)
  const { operands, options } = parseArguments(argv, command)
  if (options.has('--verbose')) context.terminal.setVerbosity('verbose')
  if (options.has('--quiet')) context.terminal.setVerbosity('quiet')
  if (options.has('--help') && command !== help) {
    context.terminal.print(usage(command))
    return 0
  }
  if (operands.length === 0 && command.example) throw new PartsError(usage(command), usage(command))
  return command.run(context, operands, options)
}
