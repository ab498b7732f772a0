import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Revision } from '../../runtime/cloud/revisions/revision.ts'
import type { DisplayPath } from '../../runtime/core/path.ts'
import { Interrupted, UsageError } from '../terminal/errors.ts'
import { printDiff } from '../terminal/print-diff.ts'
import { moment, size, visible } from '../terminal/text.ts'
import { type ComparedFile, diffAsJson, largestText, textDiff } from './diff/text-diff.ts'
import { exitCodesOfDiff } from './exit-codes.ts'
import { describeDropboxFailure } from './failure.ts'
import { doneOrThrow } from './remote/remote-failure.ts'
import { type Remote, withRemote } from './remote/with-remote.ts'
import { revisionNamed } from './restore/find-restorable.ts'
import { known } from './revs.ts'
import { placeInDropbox, rootOf, typedFromHere } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** One of the two that are compared. */
interface Compared extends ComparedFile {
  /** Null for the file on this computer. */
  readonly rev: string | null
  readonly hash: string
}

/** `dropbox diff PATH [REV [REV]]`: how a file differs from a revision of it, or a revision from another. */
export function diff(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  return verb('diff', 'Show how a file here differs from Dropbox, or two revisions of it')
    .argument('<path>', 'on this computer or in Dropbox')
    .argument('[rev]', 'a revision, as "dropbox revs" shows it; what Dropbox has now')
    .argument('[other]', 'a revision to compare it with; the file on this computer')
    .action(
      async (typed: string, rev: string | undefined, other: string | undefined, _, command: Command) => {
        const { json } = command.optsWithGlobals<CommonOptions>()
        try {
          await withRemote(surroundings, async (remote) => {
            const place = placeInDropbox(typed, remote.locations)
            const [before, after] = await bothSides(remote, place, rev, other)
            const equal = before.hash === after.hash
            const lines = equal ? [] : await textDiff(before, after)
            surroundings.exitCode = equal ? exitCodesOfDiff.equal : exitCodesOfDiff.different
            if (json) {
              const side = ({ rev, bytes, hash }: Compared) => ({ rev, bytes, hash })
              terminal.printJson({
                ...{ path: place, equal, before: side(before), after: side(after) },
                diff: diffAsJson(lines),
              })
            } else if (lines === undefined)
              terminal.print(`Binary files differ: ${described(before)}, and ${described(after)}.`)
            else await printDiff(terminal, lines)
          })
        } catch (error) {
          if (error instanceof Interrupted) throw error
          // Here 1 says that the two differ: whatever went wrong is 2, as of diff(1).
          throw new UsageError(describeDropboxFailure(error).text, { cause: error })
        }
      },
    )
}

async function bothSides(
  remote: Remote,
  place: DisplayPath,
  rev: string | undefined,
  other: string | undefined,
): Promise<[Compared, Compared]> {
  if (rev !== undefined && other !== undefined)
    return [await namedRevision(remote, rev), await namedRevision(remote, other)]
  const here = await onThisComputer(remote, place)
  if (here !== undefined)
    return [rev === undefined ? await current(remote, place) : await namedRevision(remote, rev), here]
  if (rev !== undefined) return [await namedRevision(remote, rev), await current(remote, place)]
  throw new UsageError(
    `"${visible(place || '/')}" is no file on this computer. Name a revision ("dropbox revs"), which is compared with what Dropbox has now.`,
  )
}

async function current(remote: Remote, place: DisplayPath): Promise<Compared> {
  const shown = visible(place || '/')
  const { revisions, deletedAt } = known(
    place === '' ? { found: 'folder' } : await remote.access.revisions(place, { limit: 1 }),
    shown,
  )
  const [newest] = revisions
  if (deletedAt === undefined && newest !== undefined) return asCompared(remote, newest)
  throw new UsageError(
    `"${shown}" was deleted in Dropbox. "dropbox revs" shows the revisions that can be compared.`,
  )
}

async function namedRevision(remote: Remote, rev: string): Promise<Compared> {
  return asCompared(remote, await revisionNamed(remote, rev))
}

async function asCompared({ access, signal }: Remote, { path, file, at }: Revision): Promise<Compared> {
  const { fetchContent } = await import('../../runtime/remote/fetch-content.ts')
  return {
    label: `${visible(path)}\t${moment(at, 'seconds')} (revision ${file.rev})`,
    ...{ rev: file.rev, bytes: file.size, hash: file.hash },
    content: async () => doneOrThrow(await fetchContent(access, path, file, signal), visible(path)),
  }
}

async function onThisComputer(
  { locations, signal }: Remote,
  place: DisplayPath,
): Promise<Compared | undefined> {
  const { findOnDisk, hashOnDisk } = await import('../../runtime/remote/on-disk.ts')
  const { contentHashOf } = await import('../../runtime/core/content-hash.ts')
  const { folder, below } = rootOf(place, locations)
  const found = await findOnDisk(folder, below)
  if (found?.stats.kind !== 'file') return undefined
  const { file, stats } = found
  const label = `${visible(typedFromHere(place, locations))}\t${moment(stats.modified, 'seconds')} (on this computer)`
  if (stats.size > largestText)
    return {
      ...{ label, rev: null, bytes: stats.size, hash: await hashOnDisk(file, signal) },
      content: () => readFile(file),
    }
  // Compared is what was hashed, whatever is written into the file meanwhile.
  const content = await readFile(file)
  return {
    ...{ label, rev: null, bytes: content.byteLength, hash: contentHashOf(content) },
    content: async () => content,
  }
}

function described({ label, bytes }: Compared): string {
  return `${label.replace('\t', ', ')}, ${size(bytes)}`
}
