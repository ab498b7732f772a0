import { Argument, type Command } from 'commander'
import { readShared } from '../../runtime/box/distribution.ts'
import { complete } from '../manual/complete.ts'
import { readDescriptions } from '../manual/read.ts'
import { knownWords } from './completion/words.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const shells = ['bash', 'zsh', 'fish'] as const

const notes = `
In bash and zsh it works already, once "parts install dropbox" has written to your shell profile.
In fish, put this line into ~/.config/fish/config.fish:

  dropbox completion fish | source`

/** `dropbox completion SHELL`: what makes a shell complete our command lines; and the words themselves, which that asks for. */
export function completion({ terminal, paths, currentFolder }: Surroundings): Command {
  const command = verb('completion', 'Print what makes your shell complete command lines of Dropbox')
    .usage('SHELL')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', notes)
    .action(async (shell: (typeof shells)[number], _: unknown, invoked: Command) => {
      const script = readShared(`templates/completion/${shell}`)
      if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ shell, script })
      terminal.print(script.trimEnd())
    })
  command.addCommand(
    verb('words', 'Print the words that may stand last')
      .argument('<words...>', 'a command line')
      .action(words),
    { hidden: true },
  )
  return command

  /**
   * A line for each word that may stand where the last of `typed` does: the word, a tab, and what it means; before them `:files` where a file of this
   * computer may stand there, too.
   */
  async function words([name = '', ...typed]: readonly string[]): Promise<void> {
    const program = readDescriptions().find((one) => one.name === name.replace(/^.*\/|\.py$/g, ''))
    if (program === undefined) return
    const due = complete(program, typed)
    const known = due.operand && (await knownWords(paths, currentFolder, due.operand, typed.at(-1) ?? ''))
    if (known?.files) terminal.print(':files')
    for (const { word, means } of due.words) terminal.print(`${word}\t${means}`)
    for (const word of known?.words ?? []) terminal.print(`${word}\t`)
  }
}
