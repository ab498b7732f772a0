import type { Command } from 'commander'
import type { RemoteAccess } from '../../runtime/cloud/remote-access.ts'
import type { Revisions } from '../../runtime/cloud/revisions/list-revisions.ts'
import type { Revision } from '../../runtime/cloud/revisions/revision.ts'
import { inColumns } from '../terminal/columns.ts'
import { UsageError } from '../terminal/errors.ts'
import { moment, size, visible } from '../terminal/text.ts'
import { withRemote } from './remote/with-remote.ts'
import { placeInDropbox } from './typed/location.ts'
import { wholeNumber } from './typed/whole-number.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** Dropbox gives so many at once. */
const usualLimit = 100

/** `dropbox revs PATH`: the revisions of a file that Dropbox keeps, of a deleted one too. */
export function revs(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  return verb('revs', 'Show which revisions of a file Dropbox keeps')
    .argument('<path>', 'on this computer or in Dropbox; also of a file that was deleted')
    .option('-n, --limit <number>', 'the newest so many', wholeNumber, usualLimit)
    .action(async (typed: string, { limit }: { limit: number }, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      await withRemote(surroundings, async ({ access, locations }) => {
        const place = placeInDropbox(typed, locations)
        const shown = visible(place || '/')
        const { revisions, deletedAt, more } = known(await revisionsOf(access, place, limit), shown)
        const names = await namesOf(access, revisions)
        if (json)
          return terminal.printJson({
            path: place,
            deleted: deletedAt === undefined ? null : { at: deletedAt || null },
            more,
            revisions: revisions.map((revision, index) => asJson(revision, deletedAt, index, names)),
          })
        const lines = revisions.map((revision, index) => [
          revision.file.rev,
          moment(revision.at, 'seconds'),
          size(revision.file.size),
          visible(names.get(revision.by ?? '') ?? ''),
          isCurrent(deletedAt, index) ? 'current' : '',
        ])
        if (deletedAt !== undefined) terminal.narrate(deletedSentence(shown, deletedAt))
        for (const line of inColumns(lines)) terminal.print(line)
        if (more) terminal.narrate(`There are older ones: "dropbox revs --limit ${limit * 10}" shows more.`)
      })
    })
}

type Kept = Extract<Revisions, { found: 'file' }>

/** Revisions that are there. Throws UsageError where there are none. `shown`: the path, visible. */
export function known(revisions: Revisions, shown: string): Kept {
  if (revisions.found === 'folder')
    throw new UsageError(`"${shown}" is a folder. Dropbox keeps revisions of files; name one.`)
  if (revisions.found === 'nothing' || revisions.revisions.length === 0)
    throw new UsageError(`Dropbox has no revisions of "${shown}".`)
  return revisions
}

/** Dropbox itself has no revisions of its top folder, which it would call a malformed request. */
async function revisionsOf(access: RemoteAccess, place: string, limit: number): Promise<Revisions> {
  return place === '' ? { found: 'folder' } : access.revisions(place, { limit })
}

async function namesOf(
  access: RemoteAccess,
  revisions: readonly Revision[],
): Promise<ReadonlyMap<string, string>> {
  const accounts = new Set(revisions.flatMap(({ by }) => by ?? []))
  return accounts.size === 0 ? new Map() : access.names([...accounts])
}

function isCurrent(deletedAt: number | undefined, index: number): boolean {
  return deletedAt === undefined && index === 0
}

function deletedSentence(shown: string, deletedAt: number): string {
  const when = deletedAt === 0 ? '' : ` on ${moment(deletedAt, 'seconds')}`
  return `"${shown}" was deleted${when}. "dropbox restore" brings it back.`
}

function asJson(
  { file, at, by }: Revision,
  deletedAt: number | undefined,
  index: number,
  names: ReadonlyMap<string, string>,
) {
  return {
    ...{ rev: file.rev, at, bytes: file.size, modified: file.modified, hash: file.hash },
    by: by === undefined ? null : (names.get(by) ?? by),
    current: isCurrent(deletedAt, index),
  }
}
