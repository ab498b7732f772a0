import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Agent } from './agent.ts'

/** What every verb works with. */
export type Context = {
  terminal: Terminal
  paths: BoxPaths
  environment: NodeJS.ProcessEnv
  /** the places of a service */
  pathsOf(service: string): BoxPaths
  /** the agent of a service: of the usual configuration (`dropbox`), or of another (`dropbox@NAME`) */
  agentOf(service: string): Agent
  /** the services there are, by name: one for each configuration that has a state */
  services(): readonly string[]
}

/** An option of a verb, with what it does; one with a `value` is followed by it, or by `=` and it. */
export type Option = { name: `--${string}` | '-'; value?: string; does: string }

/** One verb of `parts`. */
export type Command = {
  name: string
  /** what it does, for the list of verbs */
  summary: string
  /** what follows the name in the usage line */
  operands: string
  /** for a verb that needs a part: what the usage line says when there is none */
  example?: string
  options?: readonly Option[]
  /** Does the work; gives the exit code, 0 when it gives none. */
  run(
    context: Context,
    operands: readonly string[],
    options: ReadonlyMap<string, string>,
  ): Promise<number | undefined>
}

/** The usage text of a verb, as the original prints it. */
export function usage({ name, operands, example, options = [] }: Command): string {
  const lines = [`Usage: parts ${name} ${operands}`.trimEnd() + (options.length > 0 ? ' [OPTION]' : '')]
  if (example) lines.push(`Example: parts ${name} ${example}`)
  if (options.length > 0) lines.push('', 'Options:')
  for (const option of options) {
    lines.push(`  ${option.name}${option.value ? ` ${option.value}` : ''} : ${option.does}`)
  }
  return lines.join('\n')
}
