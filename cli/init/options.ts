import { basename, resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { UsageError } from '../terminal/errors.ts'
import { layOutHelp } from '../terminal/help-layout.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** A folder that is to be mapped; `target` is absolute. */
export type MappingWish = { readonly target: string; readonly name: string }

/** What the command line asks for. */
export type Wishes = {
  /** ask nothing, and do only what is named here */
  readonly yes: boolean
  /** what to sync, as typed */
  readonly sync: readonly string[]
  readonly syncAll: boolean
  readonly map: readonly MappingWish[]
  readonly start: boolean
  readonly autostart: boolean
  /** where the Dropbox folder is to be, absolute */
  readonly folder: string | undefined
  /** the folder of Dropbox that is to be all of it, with placeholders */
  readonly remoteRoot: string | undefined
  /** sync what another account, or another folder of Dropbox, left in the Dropbox folder */
  readonly takeOver: boolean
  /** keep the link where other users of this computer can get at it */
  readonly sharedHome: boolean
  readonly json: boolean
}

type Parsed = Partial<Omit<Wishes, 'folder' | 'remoteRoot'>> & {
  folder?: string
  remoteRoot?: string
  quiet?: true
  verbose?: true
}

const afterHelp = `
Without --yes, and at a terminal, it asks for everything that no option names.
The Dropbox app's key comes from DROPBOX_APP_KEY or the configuration; with DROPBOX_REFRESH_TOKEN no code is asked for.`

/**
 * Reads the command line of dropbox_init, sets the terminal's verbosity, and gives undefined when it only asked for help.
 * Throws UsageError.
 */
export function readWishes(
  terminal: Terminal,
  words: readonly string[],
  currentFolder: string,
): Wishes | undefined {
  const command = wishesCommand(currentFolder).exitOverride()
  layOutHelp(command, terminal)
  try {
    command.parse([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    const message = error.message
      .replace(/^error: /, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(/\.+$/, '')
    throw new UsageError(
      `${message.charAt(0).toUpperCase()}${message.slice(1)}. See "dropbox_init --help".`,
      { cause: error },
    )
  }
  const { quiet, verbose, ...parsed } = command.opts<Parsed>()
  terminal.setVerbosity(verbose ? 'verbose' : quiet || parsed.json ? 'quiet' : 'normal')
  return {
    yes: parsed.yes ?? false,
    sync: parsed.sync ?? [],
    syncAll: parsed.syncAll ?? false,
    map: parsed.map ?? [],
    start: parsed.start ?? false,
    autostart: parsed.autostart ?? false,
    folder: parsed.folder,
    remoteRoot: parsed.remoteRoot,
    takeOver: parsed.takeOver ?? false,
    sharedHome: parsed.sharedHome ?? false,
    json: parsed.json ?? false,
  }
}

/** `dropbox_init` as commander knows it; relative paths count from `currentFolder`. */
export function wishesCommand(currentFolder: string): Command {
  return new Command('dropbox_init')
    .description('Links this computer to a Dropbox account, and chooses what syncs.')
    .option('-y, --yes', 'ask nothing; do only what the other options name')
    .option('--sync <path...>', 'sync these folders and files of Dropbox')
    .option('--sync-all', 'sync the whole Dropbox, and what is added to it later')
    .option(
      '--map <target[=name]>',
      'sync a folder of this computer as NAME; may be repeated',
      addMapping,
      [],
    )
    .option('--start', 'start Dropbox now')
    .option('--autostart', 'start Dropbox at each boot')
    .option('--folder <path>', 'the Dropbox folder (~/Dropbox)', (path) => resolve(currentFolder, path))
    .option(
      '--remote-root <template>',
      'sync with this folder of Dropbox instead of all of it: /{org}/{space}, from DROPBOX_ROOT_ORG and so on',
    )
    .option(
      '--take-over',
      'sync what another account, or another folder of Dropbox, left in the Dropbox folder with this one',
    )
    .option('--shared-home', 'keep the link where other users of this computer can get at it')
    .option(
      '--config <name>',
      'make or change another configuration: another account, in a folder of its own',
    )
    .option('--json', 'print the outcome as JSON')
    .option('-q, --quiet', 'print only what must be said')
    .option('-v, --verbose', 'show the causes of a failure')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', afterHelp)
    .allowExcessArguments(false)

  function addMapping(typed: string, before: readonly MappingWish[]): MappingWish[] {
    const equals = typed.lastIndexOf('=')
    const target = resolve(currentFolder, equals === -1 ? typed : typed.slice(0, equals))
    const name = equals === -1 ? basename(target) : typed.slice(equals + 1)
    if (typed === '' || equals === 0) throw new InvalidArgumentError('it names no folder')
    if (name === '') throw new InvalidArgumentError('the name after "=" is missing')
    return [...before, { target, name }]
  }
}
