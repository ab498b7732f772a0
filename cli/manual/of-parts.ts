import type { Command } from '../parts/command.ts'
import type { DescribedCommand, DescribedOperand, DescribedOption } from './described.ts'

/** Describes `parts` by its verbs; `everywhere` are the options that each of them takes. */
export function describeParts(
  verbs: Iterable<Command>,
  everywhere: readonly DescribedOption[],
): DescribedCommand {
  return {
    name: 'parts',
    summary: 'Install and run parts of a box',
    description:
      'Installs the Dropbox part on this computer, starts it, stops it, and starts it at each boot.',
    usage: 'COMMAND [ARGUMENTS]',
    operands: [],
    options: everywhere,
    notes: 'Use "parts COMMAND --help" to learn more about a command.',
    commands: [...verbs].map((verb) => ({
      name: verb.name,
      summary: verb.summary,
      description: `${verb.summary}.`,
      usage: `[options] ${verb.operands}`.trimEnd(),
      operands: operandsOf(verb),
      options: [
        ...(verb.options ?? []).map(({ name, value, does }) => ({
          names: [name],
          value,
          does,
          choices: [],
        })),
        ...everywhere,
      ],
      notes: '',
      commands: [],
    })),
  }
}

function operandsOf({ name, operands }: Command): readonly DescribedOperand[] {
  if (name === 'autostart')
    return [
      { name: 'action', does: 'what to do', repeats: false, choices: ['add', 'del', 'list'] },
      packageOperand(false),
    ]
  return operands.includes('PACKAGE') ? [packageOperand(true)] : []
}

function packageOperand(repeats: boolean): DescribedOperand {
  return { name: 'package', does: 'the name of a part', repeats, choices: ['dropbox'] }
}
