import type { Command } from 'commander'
import { withoutRules, withRules } from '../../runtime/core/ignore/edit-rules.ts'
import { changeRules } from './ignore/change.ts'
import { check, why } from './ignore/decide.ts'
import { list } from './ignore/list.ts'
import { type Surroundings, verb } from './verb.ts'

/** `dropbox ignore [list|add|remove|check|why]`: the rules that keep files out of the sync, where they stand, and what they do. */
export function ignore(surroundings: Surroundings): Command {
  const command = verb('ignore', 'Show and change the rules that keep files out of the sync')
    .usage('[list | add RULE... | remove RULE... | check PATH... | why PATH...]')
    .action((_, invoked: Command) => list(surroundings, invoked))
  command.addCommand(
    verb('list', 'Show the rules, with file and line')
      .option('--all', 'the default rules, too')
      .action((_, invoked: Command) => list(surroundings, invoked)),
  )
  for (const [name, summary, change] of [
    ['add', 'Keep what fits a rule out of the sync; nothing is deleted on either side', withRules],
    ['remove', 'Take a rule back; what it kept out syncs again', withoutRules],
  ] as const)
    command.addCommand(
      verb(name, summary)
        .argument('<rule...>', 'in gitignore syntax, such as "*.log" or build/')
        .option('--in <folder>', 'the Dropbox folder or a linked one; the current one by default')
        .option('-n, --dry-run', 'only show what would happen')
        .action((rules: readonly string[], _, invoked: Command) =>
          changeRules(surroundings, { name, change, rules }, invoked),
        ),
    )
  command.addCommand(
    verb('check', 'Print which of these are ignored; exit code 1 when none is')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action((typed: readonly string[], _, invoked: Command) => check(surroundings, typed, invoked)),
  )
  command.addCommand(
    verb('why', 'Say which rule of which file decides')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action((typed: readonly string[], _, invoked: Command) => why(surroundings, typed, invoked)),
  )
  return command
}
