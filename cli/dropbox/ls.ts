import type { Command } from 'commander'
import type { Listed } from '../../runtime/cloud/list-folder.ts'
import { type DisplayPath, nameOf } from '../../runtime/core/path.ts'
import { inColumns } from '../terminal/columns.ts'
import { UsageError } from '../terminal/errors.ts'
import { moment, size, visible } from '../terminal/text.ts'
import { tellStatuses } from './file-status/list.ts'
import { nothingInDropbox } from './remote/remote-file.ts'
import { type Remote, withRemote } from './remote/with-remote.ts'
import { placeInDropbox } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Options {
  readonly remote?: true
  readonly deleted?: true
  readonly long?: true
  readonly all?: true
}

/**
 * `dropbox ls [FILE...]`: how files of this computer stand, as dropbox.py lists them. `dropbox ls --remote [PATH]`: what is, or was, in a folder of
 * Dropbox, synced or not.
 */
export function ls(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  return verb('ls', 'List files with how they stand, or what is in Dropbox')
    .usage('[--remote | --deleted] [PATH...]')
    .argument('[path...]', 'on this computer; with --remote or --deleted also in Dropbox')
    .option('--remote', 'what is in Dropbox')
    .option('--deleted', 'what was deleted there, and can be restored')
    .option('-l, --long', 'with --remote, with size and time')
    .option('-a, --all', 'without --remote, names that begin with a dot, too')
    .action(async (names: readonly string[], options: Options, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      if (!options.remote && !options.deleted)
        return tellStatuses(surroundings, {
          ...{ names, isList: true, all: options.all === true, json: json === true },
        })
      const [typed, ...more] = names
      if (more.length > 0) throw new UsageError('Name one folder of Dropbox. See "dropbox help ls".')
      await withRemote(surroundings, async (remote) => {
        const place = placeInDropbox(typed ?? '/', remote.locations)
        const items = await listed(remote, place, options.deleted === true)
        if (json) return terminal.printJson(items.map(asJson))
        if (items.length === 0)
          terminal.narrate(options.deleted ? 'Nothing was deleted there.' : 'The folder is empty.')
        const lines = items.map((item) => [...(options.long ? detailsOf(item) : []), shownName(item)])
        for (const line of inColumns(lines)) terminal.print(line)
      })
    })
}

/** What is in a folder, or a file itself, by name; what was deleted from it alone, where that is asked for. Throws UsageError where there is nothing. */
async function listed({ access }: Remote, place: DisplayPath, deleted: boolean): Promise<Listed[]> {
  const found = await access.list(place, { recursive: false, deleted })
  if (found === 'missing') throw nothingInDropbox(place)
  if (found !== 'not-a-folder')
    return [...found.values()]
      .filter(({ kind }) => (kind === 'deleted') === deleted)
      .sort((one, other) => (nameOf(one.path) < nameOf(other.path) ? -1 : 1))
  if (deleted) throw new UsageError(`"${visible(place)}" is a file. Name a folder.`)
  const revisions = await access.revisions(place, { limit: 1 })
  const [newest] = revisions.found === 'file' ? revisions.revisions : []
  return newest === undefined ? [] : [{ kind: 'file', ...newest }]
}

function shownName(item: Listed): string {
  return visible(nameOf(item.path)) + (item.kind === 'folder' ? '/' : '')
}

function detailsOf(item: Listed): string[] {
  return item.kind === 'file' ? [size(item.file.size), moment(item.at)] : ['', '']
}

function asJson(item: Listed) {
  const { kind, path } = item
  if (item.kind !== 'file') return { path, kind, bytes: null, at: null, rev: null, hash: null }
  return { path, kind, bytes: item.file.size, at: item.at, rev: item.file.rev, hash: item.file.hash }
}
