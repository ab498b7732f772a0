import { basename, resolve } from 'node:path'
import { mappingLimits } from '../../runtime/agent/mapping-limits.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { checkMapping, type MappingRequest } from '../../runtime/local/mappings/link-mapping.ts'
import { describeLinkRefusal } from '../dropbox/mapping.ts'
import { warnOfRepositories } from '../dropbox/repositories.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import type { ListedItem } from './listing.ts'
import type { Situation } from './situation.ts'

/**
 * The folders to map that the command line names, looked at and warned of. Nothing is made yet.
 * Throws UsageError for one that cannot be mapped.
 */
export async function wishedMappings(
  situation: Situation,
  folder: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest[]> {
  const requests = situation.wishes.map.map(({ name, target }) => ({ folder, name, target }))
  const twice = requests.find(
    ({ name }, index) => requests.findIndex((other) => keyOf(other.name) === keyOf(name)) !== index,
  )
  if (twice) throw new UsageError(`Two folders cannot both be "${visible(twice.name)}" in Dropbox.`)
  for (const request of requests) {
    const objection = await objectionTo(situation, request, inDropbox)
    if (objection !== undefined) throw new UsageError(objection)
    await warnOfRepositories(situation.terminal, situation.files, request.target, situation.configuration)
  }
  return requests
}

/** Offers to map the workspace of the box, and asks for the name; undefined when there is none, or the person does not want it. */
export async function askWorkspace(
  situation: Situation,
  folder: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest | undefined> {
  const { terminal, paths, files, configuration } = situation
  const target = paths.workspaceFolder
  if ((await files.lstat(target))?.kind !== 'folder') return undefined
  const suggestion = { folder, name: 'workspace', target }
  if ((await checkMapping(files, suggestion, mappingLimits(paths))).result === 'present') return undefined
  const message = `Sync your workspace (${target}) with a folder in Dropbox?`
  if (!(await terminal.askYesNo({ message, initial: false }))) return undefined
  await warnOfRepositories(terminal, files, target, configuration)
  const name = await terminal.askText({
    message: 'Its name in Dropbox:',
    initial: suggestion.name,
    check: async (answer) =>
      (await objectionTo(situation, { ...suggestion, name: answer.trim() }, inDropbox)) ?? true,
  })
  return { ...suggestion, name: name.trim() }
}

/** Asks for any folder of this computer and its name in Dropbox. */
export async function askMapping(
  situation: Situation,
  folder: string,
  inDropbox: readonly ListedItem[],
): Promise<MappingRequest> {
  const { terminal, paths, currentFolder, files, configuration } = situation
  const place = (typed: string) => resolve(currentFolder, typed.trim().replace(/^~(?=\/|$)/, paths.home))
  const typed = await terminal.askText({
    message: 'Folder on this computer:',
    initial: paths.workspaceFolder,
    check: async (answer) => {
      const checked = await checkMapping(
        files,
        { folder, name: 'any', target: place(answer) },
        mappingLimits(paths),
      )
      const aboutName = checked.result === 'refused' && checked.why === 'name-taken'
      return checked.result !== 'refused' || aboutName
        ? true
        : describeLinkRefusal(checked.why, { folder, name: 'any', target: place(answer) })
    },
  })
  const target = place(typed)
  await warnOfRepositories(terminal, files, target, configuration)
  const name = await terminal.askText({
    message: 'Its name in Dropbox:',
    initial: basename(target),
    check: async (answer) =>
      (await objectionTo(situation, { folder, name: answer.trim(), target }, inDropbox)) ?? true,
  })
  return { folder, name: name.trim(), target }
}

async function objectionTo(
  { files, paths }: Situation,
  request: MappingRequest,
  inDropbox: readonly ListedItem[],
): Promise<string | undefined> {
  const sameName = inDropbox.find(({ path }) => keyOf(path) === keyOf(`/${request.name}`))
  if (sameName?.kind === 'file') return `Dropbox holds a file "${visible(request.name)}". Give another name.`
  const checked = await checkMapping(files, request, mappingLimits(paths))
  return checked.result === 'refused' ? describeLinkRefusal(checked.why, request) : undefined
}
