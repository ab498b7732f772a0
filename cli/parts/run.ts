import { everyConfiguration } from '../../runtime/box/configurations.ts'
import { boxPaths, serviceOf } from '../../runtime/box/paths.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { installedAgent } from './agent.ts'
import { parseArguments, verbOf } from './arguments.ts'
import { configurationOf } from './catalogue.ts'
import { type Context, usage } from './command.ts'
import { commands, help } from './commands.ts'
import { PartsError } from './errors.ts'

/** Runs one command line of `parts` with the caller's variables; gives its exit code. Throws what the verb throws. */
export async function runParts(
  terminal: Terminal,
  argv: readonly string[],
  variables: NodeJS.ProcessEnv,
): Promise<number | undefined> {
  const verb = verbOf(argv)
  const command = verb === undefined ? help : commands.get(verb)
  if (!command) throw new PartsError(`no such command "${verb}"`)
  const { operands, options } = parseArguments(argv, command)
  if (options.has('--verbose')) terminal.setVerbosity('verbose')
  if (options.has('--quiet')) terminal.setVerbosity('quiet')
  if (options.has('--help') && command !== help) {
    terminal.print(usage(command))
    return 0
  }
  if (operands.length === 0 && command.example) throw new PartsError(usage(command), usage(command))
  return command.run(contextOf(terminal, variables), operands, options)
}

function contextOf(terminal: Terminal, variables: NodeJS.ProcessEnv): Context {
  // Which configuration is meant stands in the name of the service.
  const environment = { ...variables, DROPBOX_CONFIG: undefined }
  const pathsOf = (service: string) => boxPaths({ ...environment, DROPBOX_CONFIG: configurationOf(service) })
  return {
    terminal,
    paths: boxPaths(environment),
    environment,
    pathsOf,
    agentOf: (service) => installedAgent(pathsOf(service), variables),
    services: () => everyConfiguration(environment).map(({ configuration }) => serviceOf(configuration)),
  }
}
