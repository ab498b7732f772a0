import type { Restorable } from '../../../runtime/remote/restore/survey-file.ts'
import type { Survey } from '../../../runtime/remote/restore/survey-folder.ts'
import { inColumns } from '../../terminal/columns.ts'
import { grouped, moment, size, visible } from '../../terminal/text.ts'

/** Of what stays as it is so many are named. */
const namedAtMost = 20

/**
 * The lines that show what restoring would do, every file that it changes by name. `unsynced`: those of which this computer has changes that Dropbox does not
 * have.
 */
export function describeSurvey(
  { restorable, later, unknown }: Survey,
  unsynced: ReadonlySet<Restorable>,
): string[] {
  const deleted = restorable.filter(({ now }) => now === undefined)
  const changed = restorable.filter(({ now }) => now !== undefined)
  return [
    ...part('Deleted, and brought back', describeEach(deleted)),
    ...part('Changed, and made again what they were', describeEach(changed)),
    ...part(
      'Of these, this computer has changes that Dropbox does not have. They stay, as conflict copies',
      [...unsynced].map(({ path }) => visible(path)),
    ),
    ...part(
      'Dropbox has no revision of these from then. They stay as they are',
      atMost(later.map((path) => visible(path))),
    ),
    ...part(
      'Deleted folders of which Dropbox does not tell what was in them. Restore them at https://www.dropbox.com/deleted_files',
      unknown.map((path) => visible(path)),
    ),
  ]
}

/** Files with what they would be: when that was, and its size. */
export function describeEach(items: readonly Restorable[]): string[] {
  return inColumns(
    items.map(({ path, revision }) => [
      moment(revision.at, 'seconds'),
      size(revision.file.size),
      visible(path),
    ]),
  )
}

function part(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${heading}:`, ...lines.map((line) => `  ${line}`)]
}

function atMost(lines: readonly string[]): string[] {
  const left = lines.length - namedAtMost
  return left > 0 ? [...lines.slice(0, namedAtMost), `and ${grouped(left)} more`] : [...lines]
}
