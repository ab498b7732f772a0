import type { Command } from 'commander'
import { isRunning } from '../../runtime/agent/running.ts'
import type { DisplayPath } from '../../runtime/core/path.ts'
import type { Outcome } from '../../runtime/remote/restore/carry-out.ts'
import type { Restorable } from '../../runtime/remote/restore/survey-file.ts'
import { inColumns } from '../terminal/columns.ts'
import { confirm } from '../terminal/confirm.ts'
import { UsageError } from '../terminal/errors.ts'
import { countOf, moment, size, visible } from '../terminal/text.ts'
import { describeRefusal } from './remote/describe-refusal.ts'
import { type Remote, withRemote } from './remote/with-remote.ts'
import { describeEach, describeSurvey } from './restore/describe-survey.ts'
import { findRestorable, surveyed, unsyncedOf, type Wanted } from './restore/find-restorable.ts'
import { placeInDropbox } from './typed/location.ts'
import { momentIn } from './typed/moment-in.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Options {
  readonly at?: string
  readonly list?: true
  readonly dryRun?: true
  readonly yes?: true
}

const question = {
  message: 'Restore this in Dropbox?',
  otherwise: '"dropbox restore --yes" does this without asking.',
}

/** `dropbox restore PATH [REV|--at TIME]`: makes a file, or all of a folder, what it was, also after it was deleted. */
export function restore(surroundings: Surroundings): Command {
  const { terminal, paths } = surroundings
  return verb('restore', 'Make a file or folder what it was, also after it was deleted')
    .argument('[path]', 'on this computer or in Dropbox; / for all of it')
    .argument('[rev]', 'for a file: a revision, as "dropbox revs" shows it')
    .option('--at <time>', 'what it was then: "2026-11-21 15:04", or 3d, 12h, 30m ago')
    .option('--list', 'only show what was deleted there, or anywhere')
    .option('-n, --dry-run', 'only show what would happen')
    .option('-y, --yes', 'do not ask')
    .action(
      async (typed: string | undefined, rev: string | undefined, options: Options, command: Command) => {
        const { json = false } = command.optsWithGlobals<CommonOptions>()
        const at = momentOf(typed, rev, options)
        await withRemote(surroundings, async (remote) => {
          const place = placeInDropbox(typed ?? '/', remote.locations)
          if (options.list) return list(remote, place, json)
          const wanted = await findRestorable(terminal, remote, place, {
            rev,
            at,
            asking: !json && !options.yes,
          })
          await work(remote, place, wanted, { ...options, json })
        })
      },
    )

  async function list(remote: Remote, place: DisplayPath, json: boolean): Promise<void> {
    const { restorable, unknown } = await surveyed(terminal, remote, place, undefined)
    if (json) return terminal.printJson({ deleted: restorable.map(asJson), unknown })
    if (restorable.length === 0) terminal.narrate('Nothing was deleted there that Dropbox still has.')
    const lines = restorable.map(({ path, revision, deletedAt }) => [
      deletedAt ? moment(deletedAt, 'seconds') : '',
      size(revision.file.size),
      visible(path),
    ])
    for (const line of inColumns(lines)) terminal.print(line)
    for (const line of describeSurvey({ restorable: [], same: 0, later: [], unknown }, new Set()))
      terminal.print(line)
  }

  async function work(
    remote: Remote,
    place: DisplayPath,
    wanted: Wanted,
    { json, yes, dryRun }: Options & { json: boolean },
  ): Promise<void> {
    const { restorable, same, later, unknown, isFolder } = wanted
    const unsynced = await unsyncedOf(remote, restorable)
    if (unknown.length > 0) surroundings.exitCode = 1
    if (!json) {
      // A person who is asked must see what for; without a question it only tells what goes on.
      const tell = dryRun || (isFolder && !yes) ? terminal.print : terminal.narrate
      const lines =
        isFolder || dryRun ? describeSurvey(wanted, unsynced) : [...unsynced].map(describeUnsynced)
      for (const line of lines) tell(line)
      if (restorable.length === 0) terminal.narrate('Nothing has to be restored.')
    }
    const agreed =
      restorable.length > 0 &&
      !dryRun &&
      (!isFolder || yes || (!json && (await confirm(terminal, { ...question, json }))))
    const failed = agreed ? await carriedOut(remote, restorable) : []
    const isLeft = restorable.length > 0 && !agreed && !dryRun
    if (failed.length > 0 || isLeft) surroundings.exitCode = 1
    if (json)
      return terminal.printJson({
        ...{ path: place, restorable: restorable.map(asJson), same, later, unknown },
        conflictCopies: [...unsynced].map(({ path }) => path),
        ...{ restored: Boolean(agreed), failed: failed.map(([{ path }]) => path) },
      })
    for (const [{ path }, outcome] of failed) terminal.warn(describeOutcome(visible(path), outcome))
    if (isLeft) return terminal.narrate('Nothing was changed.')
    if (agreed) await tellDone(restorable, failed.length)
  }

  async function carriedOut(
    { access }: Remote,
    restorable: readonly Restorable[],
  ): Promise<[Restorable, Exclude<Outcome, 'restored'>][]> {
    const { carryOut } = await import('../../runtime/remote/restore/carry-out.ts')
    const failed: [Restorable, Exclude<Outcome, 'restored'>][] = []
    let done = 0
    await terminal.spin('Restoring', (show) =>
      carryOut(access, restorable, (item, outcome) => {
        show(`Restoring: ${++done} of ${restorable.length}`)
        if (outcome !== 'restored') failed.push([item, outcome])
      }),
    )
    return failed
  }

  async function tellDone(restorable: readonly Restorable[], failures: number): Promise<void> {
    const done = restorable.length - failures
    if (done > 0)
      terminal.narrate(
        done === 1 && failures === 0
          ? `Restored in Dropbox: ${describeEach(restorable)[0]}`
          : `Restored ${countOf(done, 'file')} in Dropbox.`,
      )
    if (done > 0 && !(await isRunning(paths)))
      terminal.narrate(
        'Dropbox isn\'t running: what is synced comes to this computer once it runs ("dropbox start").',
      )
  }
}

/** The moment that is asked for. Throws UsageError for a command line that makes no sense. */
function momentOf(
  typed: string | undefined,
  rev: string | undefined,
  { at, list }: Options,
): number | undefined {
  if (typed === undefined && !list)
    throw new UsageError('Name a file or a folder. See "dropbox help restore".')
  if ((at !== undefined || list) && rev !== undefined)
    throw new UsageError('Name a revision, or a time with --at, not both. See "dropbox help restore".')
  if (at === undefined) return undefined
  const wanted = momentIn(at, Date.now())
  if (wanted !== undefined) return wanted
  throw new UsageError(
    `"${visible(at)}" is no time in the past. Give one such as "2026-11-21 15:04", 2026-11-21, or 3d, 12h, 30m ago.`,
  )
}

function describeUnsynced({ path }: Restorable): string {
  return `This computer has changes of "${visible(path)}" that Dropbox does not have. They stay, as a conflict copy.`
}

function describeOutcome(path: string, outcome: Exclude<Outcome, 'restored'>): string {
  if (outcome === 'changed') return `"${path}" has changed since it was looked at, and was left alone.`
  if (outcome === 'no-such-revision')
    return `That is no revision of "${path}". "dropbox revs" shows which there are.`
  return describeRefusal(outcome, path)
}

function asJson({ path, revision, now, deletedAt }: Restorable) {
  const { at, file } = revision
  return {
    ...{ path, rev: file.rev, at, bytes: file.size, now: now?.file.rev ?? null },
    deleted: deletedAt === undefined ? null : { at: deletedAt || null },
  }
}
