import { type Command, Option } from 'commander'
import { type NewFolders, newFoldersPolicies } from '../../runtime/core/new-folders.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { changeChoice } from './choice/change.ts'
import { followDownloads } from './choice/follow.ts'
import { newFoldersNotes, treeLines } from './choice/lines.ts'
import { describeTooMuch, roomFor } from './choice/room.ts'
import { tellExcluded, tellPlaces, tellStillExcluded } from './choice/tell.ts'
import { openLinked } from './open-control.ts'
import { remoteItemAt } from './typed/in-dropbox.ts'
import { locationsOf, placeInDropbox } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Options extends CommonOptions {
  readonly newFolders?: NewFolders
  readonly depth?: string
}

/** `dropbox sync [list|add|remove]`: which folders of Dropbox are on the box, and what becomes of those that appear later. */
export function sync({ terminal, paths, currentFolder }: Surroundings): Command {
  const command = verb('sync', 'Choose what of Dropbox is on this computer')
    .usage('[list [PATH] | add PATH... | remove PATH...] [--new-folders exclude|include]')
    .addOption(newFoldersOption())
    .action((_, invoked: Command) => list(undefined, {}, invoked))
  command.addCommand(
    verb('list', 'Show what syncs, with sizes')
      .argument('[path]', 'a folder on this computer or in Dropbox')
      .option('--depth <levels>', 'how many levels of folders to open', '1')
      .action(list),
  )
  command.addCommand(
    verb('add', 'Sync files or folders').argument('<path...>', 'on this computer or in Dropbox').action(add),
  )
  command.addCommand(
    verb('remove', 'Keep files or folders in Dropbox only')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(remove),
  )
  return command

  async function list(typed: string | undefined, _: unknown, invoked: Command): Promise<void> {
    const { json = false, newFolders, depth = '1' } = invoked.optsWithGlobals<Options>()
    const levels = Number(depth)
    if (!Number.isInteger(levels) || levels < 1 || levels > 100)
      throw new UsageError(`"${visible(depth)}" is no number of levels. Give one from 1 to 100.`)
    await using linked = await openLinked(paths)
    const { control, report } = linked
    const locations = await locationsOf(report, currentFolder)
    const folder = typed === undefined ? '' : placeInDropbox(typed, locations)
    if (newFolders !== undefined) await control.newFolders(newFolders)
    if (newFolders !== undefined && typed === undefined && invoked === command) {
      if (json) return terminal.printJson({ newFolders })
      return terminal.narrate(newFoldersNotes[newFolders])
    }
    const choices = await control.choices({ folder, depth: levels })
    if (choices.items.length === 0 && folder !== '') await refuseUnknown(folder, typed ?? '')
    if (json) return terminal.printJson(choices)
    for (const line of treeLines(choices, locations, terminal.columns)) terminal.print(line)
    if (choices.items.length === 0 && folder === '') terminal.narrate('Your Dropbox is empty.')
    if (folder === '') terminal.narrate(newFoldersNotes[choices.newFolders])

    async function refuseUnknown(place: string, word: string): Promise<void> {
      if ((await remoteItemAt(control, place))?.kind !== 'folder')
        throw new UsageError(
          `There is no folder "${visible(word)}" in your Dropbox. Check the path and its spelling.`,
        )
    }
  }

  async function add(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    const { json = false, newFolders } = invoked.optsWithGlobals<Options>()
    await using linked = await openLinked(paths)
    const changed = await changeChoice(linked, 'include', typed, currentFolder)
    const { places, locations, needed, stillExcluded } = changed
    if (newFolders !== undefined) await linked.control.newFolders(newFolders)
    const room = await roomFor(nodeFiles(), linked.report.folder, needed)
    if (room.missing) terminal.warn(describeTooMuch(room))
    if (json)
      return terminal.printJson({ synced: places, stillExcluded, needed: room.needed, free: room.free })
    tellPlaces(terminal, 'Synced:', places, locations)
    tellStillExcluded(terminal, changed)
    await followDownloads(terminal, linked, places)
  }

  async function remove(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    const { json = false, newFolders } = invoked.optsWithGlobals<Options>()
    await using linked = await openLinked(paths)
    const changed = await changeChoice(linked, 'exclude', typed, currentFolder)
    if (newFolders !== undefined) await linked.control.newFolders(newFolders)
    if (json) return terminal.printJson({ removed: changed.places, kept: changed.kept })
    await tellExcluded(terminal, 'No longer on this computer:', changed)
  }
}

function newFoldersOption(): Option {
  return new Option('--new-folders <policy>', 'what becomes of what appears in Dropbox later').choices(
    newFoldersPolicies,
  )
}
