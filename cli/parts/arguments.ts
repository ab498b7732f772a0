import type { Command, Option } from './command.ts'
import { aborting } from './errors.ts'

/** Options that every verb knows. */
export const everywhere: readonly Option[] = [
  { name: '--verbose', does: 'Show the causes of an error' },
  { name: '--quiet', does: 'Print only results and errors' },
  { name: '--help', does: 'Show how it is used' },
]

const short: Readonly<Record<string, string>> = { '-h': '--help', '-q': '--quiet', '-v': '--version' }

/** A command line, taken apart. */
export type Arguments = { operands: string[]; options: Map<string, string> }

/**
 * Finds the verb: the first argument that is no option, wherever options stand. Undefined when there is none.
 */
export function verbOf(argv: readonly string[]): string | undefined {
  return argv.find((argument) => !argument.startsWith('-'))
}

/**
 * Takes a verb's arguments apart. Whatever begins with `-` is an option wherever it stands, as in the original; options
 * that the verb does not know are refused (the original ignores them, so that a slip of the pen goes unnoticed).
 */
export function parseArguments(argv: readonly string[], command: Command): Arguments {
  const known = [...everywhere, ...(command.options ?? [])]
  const operands: string[] = []
  const options = new Map<string, string>()
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? ''
    if (!argument.startsWith('-')) {
      operands.push(argument)
      continue
    }
    const [name = '', ...rest] = (short[argument] ?? argument).split('=')
    const option = known.find((candidate) => candidate.name === name)
    if (!option || (rest.length > 0 && !option.value)) {
      throw aborting(`"parts ${command.name}" has no option "${argument}" (parts ${command.name} --help)`)
    }
    const value = !option.value ? '' : rest.length > 0 ? rest.join('=') : argv[++index]
    if (value === undefined || (option.value && value === ''))
      throw aborting(`${name} needs a value: ${option.value}`)
    options.set(name, value)
  }
  // The first operand is the verb itself.
  return { operands: operands.slice(1), options }
}
