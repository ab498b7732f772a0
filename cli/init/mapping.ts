import { basename, resolve } from 'node:path'
import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { checkMapping, type MappingRequest } from '../../runtime/local/mappings/link-mapping.ts'
import { describeMappingRefusal } from '../dropbox/symlink/describe-refusal.ts'
import { warnOfRepositories } from '../dropbox/symlink/warn-of-repositories.ts'
import { UsageError } from '../terminal/errors.ts'
import { countOf, visible } from '../terminal/text.ts'
import type { ListedItem } from './listing.ts'
import type { Situation } from './situation.ts'

/** Tells that a folder of Dropbox and one of this computer are about to become one. */
function noteJoining(
  { terminal }: Situation,
  { name, target }: MappingRequest,
  inDropbox: readonly ListedItem[],
): void {
  const there = itemNamed(inDropbox, name)
  if (there === undefined || there.files === 0) return
  terminal.narrate(
    `Dropbox has a folder "${visible(name)}" already (${countOf(there.files, 'file')}). It is joined with ${visible(target)}: where a file differs, both are kept.`,
  )
}

/**
 * Looks at the folders to map that the command line names, as far as that can be done without Dropbox.
 * Throws UsageError for one that cannot be mapped.
 */
export async function requireMappable(situation: Situation, folder: string): Promise<void> {
  const requests = situation.wishes.map.map(({ name, target }) => ({ folder, name, target }))
  const twice = requests.find(
    ({ name }, index) => requests.findIndex((other) => keyOf(other.name) === keyOf(name)) !== index,
  )
  if (twice) throw new UsageError(`Two folders cannot both be "${visible(twice.name)}" in Dropbox.`)
  for (const request of requests) {
    const objection = await objectionTo(situation, request, [])
    if (objection !== undefined) throw new UsageError(objection)
  }
}

/**
 * The folders to map that the command line names, looked at and warned of. Nothing is made yet.
 * Throws UsageError for one that cannot be mapped.
 */
export async function wishedMappings(
  situation: Situation,
  folder: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest[]> {
  await requireMappable(situation, folder)
  const requests = situation.wishes.map.map(({ name, target }) => ({ folder, name, target }))
  for (const request of requests) {
    const objection = await objectionTo(situation, request, inDropbox)
    if (objection !== undefined) throw new UsageError(objection)
    await warnOf(situation, request.target)
    noteJoining(situation, request, inDropbox)
  }
  return requests
}

/** Offers to map the workspace of the box; undefined when there is none, it cannot be mapped or is already, or the person does not want it. */
export async function askWorkspace(
  situation: Situation,
  folder: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest | undefined> {
  const { terminal, paths, files } = situation
  const target = paths.workspaceFolder
  if ((await files.lstat(target))?.kind !== 'folder') return undefined
  const request = { folder, name: basename(target), target }
  const checked = await checkMapping(files, request, mappingLimits(paths))
  const possible = checked.result === 'refused' ? checked.why === 'name-taken' : checked.result === 'made'
  if (!possible) return undefined
  const message = `Sync your workspace (${visible(target)}) with a folder in Dropbox?`
  if (!(await terminal.askYesNo({ message, initial: false }))) return undefined
  return askName(situation, folder, target, inDropbox)
}

/** Asks for any folder of this computer, and its name in Dropbox. */
export async function askMapping(
  situation: Situation,
  folder: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest> {
  const { terminal, paths, currentFolder, files } = situation
  const place = (typed: string) => resolve(currentFolder, typed.trim().replace(/^~(?=\/|$)/, paths.home))
  const typed = await terminal.askText({
    message: 'Folder on this computer:',
    initial: paths.workspaceFolder,
    check: async (answer) => {
      const request = { folder, name: basename(place(answer)), target: place(answer) }
      const checked = await checkMapping(files, request, mappingLimits(paths))
      // The name is asked for next.
      if (checked.result !== 'refused' || checked.why === 'name-taken') return true
      return describeMappingRefusal(checked.why, request)
    },
  })
  return askName(situation, folder, place(typed), inDropbox)
}

async function askName(
  situation: Situation,
  folder: string,
  target: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest> {
  const { terminal } = situation
  await warnOf(situation, target)
  const name = await terminal.askText({
    message: 'Its name in Dropbox:',
    initial: basename(target),
    check: async (answer) =>
      (await objectionTo(situation, { folder, name: answer.trim(), target }, inDropbox)) ?? true,
  })
  const request = { folder, name: name.trim(), target }
  noteJoining(situation, request, inDropbox)
  return request
}

async function objectionTo(
  { files, paths }: Situation,
  request: MappingRequest,
  inDropbox: readonly ListedItem[],
): Promise<string | undefined> {
  if (itemNamed(inDropbox, request.name)?.kind === 'file')
    return `Dropbox holds a file "${visible(request.name)}". Give another name.`
  const checked = await checkMapping(files, request, mappingLimits(paths))
  return checked.result === 'refused' ? describeMappingRefusal(checked.why, request) : undefined
}

function itemNamed(items: readonly ListedItem[], name: string): ListedItem | undefined {
  return items.find(({ path }) => keyOf(path) === keyOf(`/${name}`))
}

async function warnOf({ terminal, files, configuration, paths }: Situation, target: string): Promise<void> {
  await warnOfRepositories(terminal, files, target, configuration, paths.configFile)
}
