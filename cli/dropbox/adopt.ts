import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { adopt as adoptFolder, isAlmostAdopted } from '../../runtime/agent/adopt.ts'
import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { readConfiguration } from '../../runtime/box/configuration.ts'
import { isWithin, keyOf } from '../../runtime/core/path.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import { type Survey, survey } from '../../runtime/local/adopt/survey.ts'
import {
  findMappings,
  type Mapping,
  type MappingRefusal,
  mappingRefusal,
} from '../../runtime/local/mappings/find-mappings.ts'
import type { MappingRequest } from '../../runtime/local/mappings/link-mapping.ts'
import { nodeFiles } from '../../runtime/local/node-files.ts'
import { hasRoomFor } from '../../runtime/local/staging/room.ts'
import { confirm } from '../terminal/confirm.ts'
import { UsageError } from '../terminal/errors.ts'
import { countOf, grouped, size, visible } from '../terminal/text.ts'
import { waitForEdits } from './adopt/wait-for-edits.ts'
import { nearestFolder } from './choice/room.ts'
import { describeDropboxFailure } from './failure.ts'
import { openLinked } from './open-control.ts'
import { describeMappingRefusal } from './symlink/describe-refusal.ts'
import { warnOfRepositories } from './symlink/warn-of-repositories.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const files = nodeFiles()

/** So many names of files that differ are read by a person. */
const shown = 20

/** `dropbox adopt TARGET [NAME]`: a folder of the Dropbox folder moves to where people work, and goes on syncing from there. */
export function adopt(surroundings: Surroundings): Command {
  const { terminal, paths, environment, currentFolder } = surroundings
  return verb('adopt', 'Move a folder out of the Dropbox folder to where you work, and sync it there')
    .argument('<target>', 'the folder on this computer that it moves to; made when it is missing')
    .argument('[name]', "the folder in Dropbox; the target's own name by default")
    .option('-n, --dry-run', 'only show what would happen')
    .option('-y, --yes', 'do not ask')
    .option('--no-wait', 'do not wait until Dropbox has what was changed in the folder')
    .action(async (typed: string, chosen: string | undefined, options: Options, command: Command) => {
      const target = resolve(currentFolder, typed)
      const configuration = await readConfiguration(paths)
      const request = { folder: configuration.folder, name: chosen ?? basename(target), target }
      await requireLinked()
      await requireAdoptable(request)
      const isMoved = await isAlmostAdopted(paths, files, request)
      const plan = isMoved
        ? nothing
        : await terminal.spin('Comparing', () => survey(files, sourceOf(request), target))
      await requireMovable(request, plan)
      const { json } = command.optsWithGlobals<CommonOptions>()
      if (!json)
        for (const line of isMoved ? [movedLine(target)] : linesOf(request, plan)) terminal.print(line)
      const content = isMoved ? target : sourceOf(request)
      await warnOfRepositories(terminal, files, content, configuration, paths.configFile)
      const goesOn = async (): Promise<boolean> =>
        options.yes === true ||
        (await confirm(terminal, {
          ...{ initial: true, json },
          otherwise: '"--yes" moves them without asking; "--dry-run" only shows what would happen.',
        }))
      const agreed =
        options.dryRun !== true &&
        (await goesOn()) &&
        (!options.wait || isMoved || (await isInDropbox(request)) || (await goesOn()))
      if (agreed) await carryOut(request, plan, configuration.boxName)
      else if (options.dryRun !== true) surroundings.exitCode = 1
      const link = `${request.folder}/${request.name}`
      if (json) terminal.printJson({ name: request.name, link, target, ...plan, done: agreed })
      else if (agreed) terminal.narrate(`Linked: ${visible(link)} -> ${visible(target)}`)
      else terminal.narrate('Nothing was changed.')
    })

  /** Whether nothing of the folder waits to be sent any more; tells what does. */
  async function isInDropbox({ name }: MappingRequest): Promise<boolean> {
    const signal = terminal.interruptible('patience')
    const left = await terminal.spin('Checking for changes...', (show) =>
      waitForEdits(paths, name, show, signal),
    )
    if (left === undefined) return true
    terminal.warn(
      `Not everything in "${visible(name)}" is the same in Dropbox yet (${visible(describeStatus(left.status))}). Where Dropbox has another version of these, both stay, one of them as a conflicted copy:`,
    )
    for (const { path } of left.paths) terminal.warn(`  ${visible(path)}`)
    if (left.more > 0) terminal.warn(`  and ${grouped(left.more)} more`)
    return false
  }

  async function requireLinked(): Promise<void> {
    await using _linked = await openLinked(paths)
  }

  async function requireAdoptable({ folder, name, target }: MappingRequest): Promise<void> {
    const { mappings } = await findMappings(files, folder, mappingLimits(paths))
    const linked = mappings.find((mapping) => mapping.key === keyOf(`/${name}`))
    const isOurs = await isAlmostAdopted(paths, files, { folder, name, target })
    if (isOurs && (linked === undefined || linked.target === (await files.realpath(target)))) return
    if (linked) throw new UsageError(`"${visible(name)}" is linked already, to ${visible(linked.target)}.`)
    const there = name.includes('/') ? undefined : await files.lstat(`${folder}/${name}`)
    if (there?.kind !== 'folder')
      throw new UsageError(
        `There is no folder "${visible(name)}" in ${visible(folder)}. To link ${visible(target)} under that name: dropbox symlink add ${visible(target)} ${visible(name)}`,
      )
    const why = await targetRefusal(folder, target, mappings)
    if (why !== undefined) throw new UsageError(describeMappingRefusal(why, { folder, name, target }))
  }

  /** Why nothing can move to a place; one that is not there yet is made, and only where that is matters. */
  async function targetRefusal(
    folder: string,
    target: string,
    mappings: readonly Mapping[],
  ): Promise<MappingRefusal | undefined> {
    const limits = mappingLimits(paths)
    const place = nearestFolder(target)
    if (place === target) return mappingRefusal(files, target, folder, limits, mappings)
    const path = (await files.realpath(place)) + target.slice(place.length)
    if (isWithin(path, await files.realpath(folder))) return 'inside-dropbox'
    if (limits.forbidden.some((one) => isWithin(path, one))) return 'agent-state'
    return mappings.some((mapping) => isWithin(path, mapping.target)) ? 'overlap' : undefined
  }

  async function requireMovable({ target }: MappingRequest, { stuck, bytes }: Survey): Promise<void> {
    if (stuck.length > 0)
      throw new UsageError(
        `${visible(stuck[0] ?? '')} cannot be moved to ${visible(target)}. Remove it, or move it away, first.`,
      )
    const place = nearestFolder(target)
    const isSameDisk =
      (await files.lstat(place))?.device ===
      (await files.lstat((await readConfiguration(paths)).folder))?.device
    if (!isSameDisk && !(await hasRoomFor(files, place, bytes)))
      throw new UsageError(
        `The disk of ${visible(target)} has no room for ${size(bytes)}. Free some space first.`,
      )
  }

  async function carryOut(request: MappingRequest, plan: Survey, boxName: string): Promise<void> {
    // Half way would be safe, too, but is nothing that anybody wants.
    const interrupted = terminal.interruptible('patience')
    let count = 0
    let start: string | undefined
    try {
      await terminal.spin('Moving', (show) =>
        adoptFolder(paths, {
          ...{ files, request, boxName, start: { environment } },
          moved: () => show(`Moving: ${grouped(++count)} of ${grouped(plan.files)}`),
          notStarted(error) {
            start = describeDropboxFailure(error).text
          },
        }),
      )
    } finally {
      if (start !== undefined) {
        surroundings.exitCode = 1
        terminal.warn(`Dropbox was stopped for this, and does not start again: ${start}`)
      }
    }
    interrupted.throwIfAborted()
  }
}

type Options = { readonly dryRun?: true; readonly yes?: true; readonly wait: boolean }

/** What is left to move when an adoption was cut off right before its end. */
const nothing: Survey = { moved: [], files: 0, bytes: 0, same: [], both: [], stuck: [] }

function movedLine(target: string): string {
  return `Everything has moved to ${visible(target)} already. What is left is to link it.`
}

function sourceOf({ folder, name }: MappingRequest): string {
  return `${folder}/${name}`
}

function linesOf({ name, folder, target }: MappingRequest, plan: Survey): string[] {
  const { files: moving, bytes, same, both } = plan
  return [
    `${countOf(moving, 'file')} (${size(bytes)}) move from ${visible(`${folder}/${name}`)} to ${visible(target)}.`,
    ...(same.length === 0 ? [] : [`${countOf(same.length, 'file')} equal on both sides.`]),
    ...(both.length === 0
      ? []
      : [
          'These are on both sides and differ. Both stay; the one that was in the target gets the name of a conflicted copy:',
          ...both.slice(0, shown).map((path) => `  ${visible(path)}`),
          ...(both.length > shown
            ? [`  and ${grouped(both.length - shown)} more (--json names them all)`]
            : []),
        ]),
    'Nothing is deleted in Dropbox, and nothing that it has is sent again.',
  ]
}
