import type { Command } from 'commander'
import type { RestoredItem, TrashItem } from '../../runtime/agent/control.ts'
import type { TrashReason } from '../../runtime/local/trash/trash.ts'
import { inColumns } from '../terminal/columns.ts'
import { confirm } from '../terminal/confirm.ts'
import { UsageError } from '../terminal/errors.ts'
import { countOf, moment, size, visible } from '../terminal/text.ts'
import { openLinked } from './open-control.ts'
import { goalOf } from './trash/goal.ts'
import { durationIn } from './typed/duration.ts'
import { locationsOf, placeInDropbox, typedFromHere } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const question = {
  message: 'Delete them?',
  otherwise: '"dropbox trash empty --yes" deletes without asking.',
}

/** `dropbox trash [list|restore|empty]`: what syncing took off this computer, and the way back. */
export function trash(surroundings: Surroundings): Command {
  const { terminal, paths, currentFolder } = surroundings
  const summary = "See, restore or empty this computer's trash"
  const command = verb('trash', summary)
    .usage('[list | restore PATH [--all] [--to PATH] | empty [--older-than AGE] [--yes]]')
    .action(list)
  command.addCommand(verb('list', 'Show what is in the trash, the newest first').action(list))
  command.addCommand(
    verb('restore', 'Take a file, or all of a folder, out of the trash')
      .argument('<path>', 'on this computer or in Dropbox')
      .option('--all', 'every version of it, not the newest alone')
      .option('--to <path>', 'another name, or another place, in the same root')
      .action(restore),
  )
  command.addCommand(
    verb('empty', 'Delete what is in the trash for good')
      .option('--older-than <age>', 'only what has been there for so long: 3d, 12h, 30m', durationIn)
      .option('-y, --yes', 'do not ask')
      .action(empty),
  )
  return command

  async function list(_: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const items = await linked.control.trash()
    if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson(items.map(asJson))
    if (items.length === 0) return terminal.narrate('The trash is empty.')
    const locations = await locationsOf(linked.report, currentFolder)
    const lines = items.map((item) => [
      moment(item.at),
      size(item.size),
      reasons[item.why ?? 'unknown'],
      visible(typedFromHere(item.path, locations)),
    ])
    for (const line of inColumns(lines)) terminal.print(line)
    terminal.narrate(totalOf(items))
  }

  async function restore(
    typed: string,
    { all = false, to }: { all?: boolean; to?: string },
    invoked: Command,
  ): Promise<void> {
    await using linked = await openLinked(paths)
    const locations = await locationsOf(linked.report, currentFolder)
    const place = placeInDropbox(typed, locations)
    const goal = to === undefined ? undefined : goalOf(to, place, locations)
    const restored = await linked.control.restore({ path: place, all, to: goal })
    if (restored.length === 0) throw new UsageError(`There is no "${visible(place)}" in the trash.`)
    if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson(restored)
    terminal.narrate('Restored:')
    for (const item of restored) terminal.print(visible(typedFromHere(item.to, locations)))
    for (const line of remarksOn(restored)) terminal.narrate(line)
  }

  async function empty(
    { olderThan, yes = false }: { olderThan?: number; yes?: boolean },
    invoked: Command,
  ): Promise<void> {
    const { json } = invoked.optsWithGlobals<CommonOptions>()
    await using linked = await openLinked(paths)
    const before = olderThan === undefined ? undefined : Date.now() - olderThan
    const items = (await linked.control.trash()).filter(({ at }) => before === undefined || at < before)
    if (items.length === 0) {
      if (json) terminal.printJson({ files: 0, bytes: 0, kept: 0 })
      else
        terminal.narrate(before === undefined ? 'The trash is empty.' : 'Nothing in the trash is that old.')
      return
    }
    if (!json) terminal.narrate(`${totalOf(items)} in the trash would be deleted for good.`)
    if (!yes && !(await confirm(terminal, { ...question, json }))) {
      surroundings.exitCode = 1
      return terminal.narrate('Nothing was deleted.')
    }
    const emptied = await linked.control.emptyTrash(before)
    if (json) return terminal.printJson(emptied)
    terminal.narrate(`Deleted ${countOf(emptied.files, 'file')}, ${size(emptied.bytes)}.`)
    if (emptied.kept > 0)
      terminal.narrate(
        `${countOf(emptied.kept, 'file')} that came or changed in the last minutes stayed: a program may still be writing there.`,
      )
  }
}

const reasons: Readonly<Record<TrashReason | 'unknown', string>> = {
  deleted: 'deleted in Dropbox',
  replaced: 'replaced by a newer version',
  excluded: 'excluded from this computer',
  'given-up': 'given up for what Dropbox has',
  resolved: 'not kept of a conflict',
  recovered: 'kept when Dropbox was killed',
  unknown: 'taken off this computer',
}

function asJson({ path, at, why, size: bytes, file }: TrashItem) {
  return { path, at, why: why ?? null, bytes, file }
}

function totalOf(items: readonly Pick<TrashItem, 'size'>[]): string {
  return `${countOf(items.length, 'file')}, ${size(items.reduce((sum, item) => sum + item.size, 0))}`
}

function remarksOn(restored: readonly RestoredItem[]): string[] {
  const beside = restored.filter(({ path, to }) => /\(restored\)/.test(to) && to !== path).length
  const unwanted = restored.filter(({ wanted }) => !wanted).length
  return [
    ...(beside === 0 ? [] : [`${countOf(beside, 'file')} got a name beside what stands there now.`]),
    ...(unwanted === 0
      ? []
      : [
          `${countOf(unwanted, 'file')} will not sync: that place is excluded. "dropbox exclude remove" syncs it again.`,
        ]),
  ]
}
