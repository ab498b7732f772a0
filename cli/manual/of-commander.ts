import type { Command } from 'commander'
import type { DescribedCommand } from './described.ts'

/** Describes a command of commander, and the verbs below it; what help hides is left out. */
export function describeCommander(command: Command): DescribedCommand {
  const help = command.createHelp()
  return {
    name: command.name(),
    summary: help.subcommandDescription(command),
    description: command.description(),
    usage: command.usage(),
    operands: command.registeredArguments.map((operand) => ({
      name: operand.name(),
      does: operand.description,
      repeats: operand.variadic,
      choices: operand.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map((option) => ({
      names: [option.short, option.long].filter((name) => name !== undefined),
      value: /[<[](.*?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1],
      does: help.optionDescription(option),
      choices: option.argChoices ?? [],
    })),
    notes: notesOf(command),
    commands: help.visibleCommands(command).map(describeCommander),
  }
}

/** What `addHelpText('after', ...)` was given: commander only tells it where it prints the whole help. */
function notesOf(command: Command): string {
  let printed = ''
  command.configureOutput({ writeOut: (text) => (printed += text) }).outputHelp()
  return printed.slice(command.helpInformation().length).trim()
}
