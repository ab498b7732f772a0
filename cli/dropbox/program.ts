import { Command, CommanderError } from 'commander'
import { boxPaths } from '../../runtime/box/paths.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { approve } from './approve.ts'
import { exclude } from './exclude.ts'
import { problems } from './problems.ts'
import { rescan } from './rescan.ts'
import { running } from './running.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'
import { symlink } from './symlink.ts'
import { type CommonOptions, type Surroundings, withCommonOptions } from './verb.ts'
import { version } from './version.ts'

const verbs = [status, problems, exclude, symlink, start, stop, running, rescan, approve, version]

/**
 * Runs one `dropbox` command and gives its exit code. `calledAs` is the name the program was called by.
 * Throws UsageError for a command line that cannot be understood, and whatever the verb throws.
 */
export async function runDropbox(
  terminal: Terminal,
  words: readonly string[],
  calledAs: string,
): Promise<number> {
  const surroundings: Surroundings = {
    terminal,
    paths: boxPaths(process.env),
    environment: process.env,
    currentFolder: process.cwd(),
    calledAs,
    exitCode: 0,
  }
  const program = dropboxProgram(surroundings)
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    throw new UsageError(sentenceOf(error, program, words), { cause: error })
  }
  return surroundings.exitCode
}

function dropboxProgram(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  const program = withCommonOptions(new Command('dropbox'))
    .description('Syncs this computer with your Dropbox.')
    .usage('COMMAND [ARGUMENTS]')
    .addHelpText('after', '\nUse "dropbox help COMMAND" to learn more about a command.')
    .helpCommand('help [COMMAND]', 'Show what a command does and takes')
    .action(() => program.outputHelp())
  for (const verb of verbs) program.addCommand(verb(surroundings))
  for (const command of everyCommandOf(program))
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => terminal.print(text.trimEnd()),
        writeErr: () => undefined,
        getOutHelpWidth: () => terminal.columns,
      })
      .configureHelp({ showGlobalOptions: false })
  program.hook('preAction', (_, command) => {
    const { quiet, verbose } = command.optsWithGlobals<CommonOptions>()
    terminal.setVerbosity(verbose ? 'verbose' : quiet ? 'quiet' : 'normal')
  })
  return program
}

function* everyCommandOf(command: Command): Generator<Command> {
  yield command
  for (const inner of command.commands) yield* everyCommandOf(inner)
}

/** Commander's message as one sentence, with the place to look. */
function sentenceOf(error: CommanderError, program: Command, words: readonly string[]): string {
  const message = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ')
  const verb = program.commands.find((command) => words.includes(command.name()))
  const help = verb ? `dropbox help ${verb.name()}` : 'dropbox help'
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}. See "${help}".`
}
