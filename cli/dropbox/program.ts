import { existsSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { type BoxPaths, boxPaths } from '../../runtime/box/paths.ts'
import { withConfiguration } from '../terminal/configuration.ts'
import { didYouMean } from '../terminal/did-you-mean.ts'
import { UsageError } from '../terminal/errors.ts'
import { layOutHelp } from '../terminal/help-layout.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { visible } from '../terminal/text.ts'
import { type CommonOptions, type Surroundings, withCommonOptions } from './verb.ts'

type Verb = (surroundings: Surroundings) => Command

/** The verbs, in the order in which help lists them, that of docs/commands.md. Only the one that is asked for is loaded: a command is to start at once. */
const verbs: readonly (readonly [name: string, load: () => Promise<Verb>])[] = [
  ['status', async () => (await import('./status.ts')).status],
  ['problems', async () => (await import('./problems.ts')).problems],
  ['activity', async () => (await import('./activity.ts')).activity],
  ['history', async () => (await import('./history.ts')).history],
  ['log', async () => (await import('./log.ts')).log],
  ['wait', async () => (await import('./wait.ts')).wait],
  ['filestatus', async () => (await import('./filestatus.ts')).filestatus],
  ['ls', async () => (await import('./ls.ts')).ls],
  ['start', async () => (await import('./start.ts')).start],
  ['stop', async () => (await import('./stop.ts')).stop],
  ['running', async () => (await import('./running.ts')).running],
  ['pause', async () => (await import('./pause.ts')).pause],
  ['resume', async () => (await import('./resume.ts')).resume],
  ['rescan', async () => (await import('./rescan.ts')).rescan],
  ['autostart', async () => (await import('./autostart.ts')).autostart],
  ['sync', async () => (await import('./sync.ts')).sync],
  ['choose', async () => (await import('./choose.ts')).choose],
  ['exclude', async () => (await import('./exclude.ts')).exclude],
  ['ignore', async () => (await import('./ignore.ts')).ignore],
  ['symlink', async () => (await import('./symlink.ts')).symlink],
  ['adopt', async () => (await import('./adopt.ts')).adopt],
  ['trash', async () => (await import('./trash.ts')).trash],
  ['revs', async () => (await import('./revs.ts')).revs],
  ['diff', async () => (await import('./diff.ts')).diff],
  ['restore', async () => (await import('./restore.ts')).restore],
  ['conflicts', async () => (await import('./conflicts.ts')).conflicts],
  ['cat', async () => (await import('./cat.ts')).cat],
  ['get', async () => (await import('./get.ts')).get],
  ['put', async () => (await import('./put.ts')).put],
  ['sharelink', async () => (await import('./sharelink.ts')).sharelink],
  ['puburl', async () => (await import('./puburl.ts')).puburl],
  ['approve', async () => (await import('./approve.ts')).approve],
  ['restored', async () => (await import('./restored.ts')).restored],
  ['doctor', async () => (await import('./doctor.ts')).doctor],
  ['throttle', async () => (await import('./throttle.ts')).throttle],
  ['proxy', async () => (await import('./proxy.ts')).proxy],
  ['notify', async () => (await import('./notify.ts')).notify],
  ['completion', async () => (await import('./completion.ts')).completion],
  ['unlink', async () => (await import('./unlink.ts')).unlink],
  ['lansync', async () => (await import('./lansync.ts')).lansync],
  ['update', async () => (await import('./update.ts')).update],
  ['version', async () => (await import('./version.ts')).version],
]

/** What a command is given by whoever runs it: `currentFolder` is only asked for where it matters, for that folder may have been removed. */
export type Caller = Pick<Surroundings, 'environment' | 'currentFolder' | 'calledAs'>

/**
 * Runs one `dropbox` command and gives its exit code.
 * Throws UsageError for a command line that cannot be understood, and whatever the verb throws.
 */
export async function runDropbox(
  terminal: Terminal,
  given: readonly string[],
  caller: Caller,
): Promise<number> {
  // As nearly every program understands it.
  const words = given[0] === '--version' ? ['version', ...given.slice(1)] : given
  const { calledAs } = caller
  const environment = withConfiguration(words, caller.environment)
  const paths = boxPaths(environment)
  requireConfiguration(paths)
  const surroundings: Surroundings = {
    terminal,
    paths,
    environment,
    get currentFolder() {
      return caller.currentFolder
    },
    calledAs,
    exitCode: 0,
  }
  const program = await dropboxProgram(surroundings, words)
  if (words.includes('--json') && asksForHelp(words)) {
    terminal.printJson({ commands: helpOn(program, words) })
    return 0
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return 0
    // What commander says of help on something that is no verb.
    if (error.code === 'commander.help')
      throw new UsageError(noSuchCommand(program.args[1] ?? ''), { cause: error })
    throw new UsageError(sentenceOf(error, program, words), { cause: error })
  }
  return surroundings.exitCode
}

/** Only `dropbox_init` makes configurations: a slip of the pen must not leave one. Throws UsageError. */
function requireConfiguration({ configuration, stateFolder }: BoxPaths): void {
  if (configuration !== undefined && !existsSync(stateFolder))
    throw new UsageError(
      `There is no configuration "${configuration}". "dropbox_init --config ${configuration}" makes it.`,
    )
}

/** `dropbox` as commander knows it, with the verb that the words name; with every verb when they name none. */
export async function dropboxProgram(surroundings: Surroundings, words: readonly string[]): Promise<Command> {
  const { terminal } = surroundings
  const program = withCommonOptions(new Command('dropbox'))
    .description('Syncs this computer with your Dropbox.')
    .usage('COMMAND [ARGUMENTS]')
    .addHelpText('after', '\nUse "dropbox help COMMAND" to learn more about a command.')
    .helpCommand('help [COMMAND]', 'Show what a command does and takes')
    .allowExcessArguments()
    .action(() => {
      const [unknown] = program.args
      if (unknown !== undefined) throw new UsageError(noSuchCommand(unknown))
      program.outputHelp()
    })
  const [first, second] = words
  const word = first === 'help' ? second : first
  const asked = verbs.filter(([name]) => name === (word === 'stat' ? 'filestatus' : word))
  for (const [, load] of asked.length > 0 ? asked : verbs) program.addCommand((await load())(surroundings))
  for (const command of everyCommandOf(program))
    layOutHelp(command.exitOverride().configureHelp({ subcommandTerm: termOf }), terminal)
  program.hook('preAction', (_, command) => {
    const { quiet, verbose } = command.optsWithGlobals<CommonOptions>()
    terminal.setVerbosity(verbose ? 'verbose' : quiet ? 'quiet' : 'normal')
  })
  return program
}

function asksForHelp(words: readonly string[]): boolean {
  const [first] = words.filter((word) => !word.startsWith('-'))
  return first === undefined || first === 'help' || words.includes('--help') || words.includes('-h')
}

/** Help as data: on the verb that the words name, or on all; verbs of a verb stand for themselves (`exclude add`). */
function helpOn(
  program: Command,
  words: readonly string[],
): { name: string; summary: string; usage: string }[] {
  const [named] = words.filter((word) => !word.startsWith('-') && word !== 'help')
  const chosen = program.commands.filter((command) => named === undefined || command.name() === named)
  if (chosen.length === 0) throw new UsageError(noSuchCommand(named ?? ''))
  return chosen.flatMap((command) =>
    [...everyCommandOf(command)].map((each) => ({
      name: each === command ? each.name() : `${command.name()} ${each.name()}`,
      summary: each.summary(),
      usage: each.createHelp().commandUsage(each),
    })),
  )
}

/** How a verb stands in a list of verbs: with its arguments or verbs of its own, without the options that all have. */
function termOf(command: Command): string {
  const inner = command.commands.map((verb) => verb.name()).join('|')
  const operands = command.usage().replace('[options]', '').trim()
  return `${command.name()} ${inner === '' ? operands : `[${inner}]`}`.trimEnd()
}

function* everyCommandOf(command: Command): Generator<Command> {
  yield command
  for (const inner of command.commands) yield* everyCommandOf(inner)
}

function noSuchCommand(word: string): string {
  const names = [...verbs.map(([name]) => name), 'help']
  return `No such command "${visible(word)}".${didYouMean(word, names)} See "dropbox help".`
}

/** The word in the place of a verb's own verb that is none of them. */
function unknownInnerVerb(verb: Command, words: readonly string[]): string | undefined {
  // Where something else may stand in its place, commander says what.
  if (verb.registeredArguments.length > 0) return undefined
  const names = verb.commands.map((command) => command.name())
  const next = words.slice(words.indexOf(verb.name()) + 1).find((word) => !isCommonOption(word))
  return names.length === 0 || next === undefined || next.startsWith('-') || names.includes(next)
    ? undefined
    : next
}

function isCommonOption(word: string): boolean {
  return ['--json', '--quiet', '--verbose', '-q', '-v'].includes(word)
}

/** Commander's message as one sentence, with the place to look. */
function sentenceOf(error: CommanderError, program: Command, words: readonly string[]): string {
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.+$/, '')
  const verb = program.commands.find((command) => words.includes(command.name()))
  const help = verb ? `dropbox help ${verb.name()}` : 'dropbox help'
  const inner = verb && unknownInnerVerb(verb, words)
  if (verb !== undefined && inner !== undefined) {
    const meant = didYouMean(
      inner,
      verb.commands.map((command) => command.name()),
    )
    return `"dropbox ${verb.name()}" has no command "${visible(inner)}".${meant} See "${help}".`
  }
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}. See "${help}".`
}
