import { faultInLocalName, faultInRemoteName, type NameFault } from '../../core/names.ts'
import { keyOf } from '../../core/path.ts'
import type { Files } from '../../ports/files.ts'
import { findMappings, type MappingLimits, type MappingRefusal, mappingRefusal } from './find-mappings.ts'

/** A link that is to be made in the Dropbox folder. `folder` and `target` are absolute. */
export interface MappingRequest {
  readonly folder: string
  readonly name: string
  readonly target: string
}

/** Why no link is made: what is wrong with the target, with the name, or that the name is taken on the box. */
export type LinkRefusal = MappingRefusal | NameFault | 'slash' | 'name-taken'

/** What a request would come to, or came to. `present`: this very link is there already. */
export type LinkResult =
  | { readonly result: 'made' | 'present' }
  | { readonly result: 'refused'; readonly why: LinkRefusal }

/** Looks whether a folder can be mapped under a name, and changes nothing: `made` says that it can. Throws DiskError. */
export async function checkMapping(
  files: Files,
  { folder, name, target }: MappingRequest,
  limits: MappingLimits,
): Promise<LinkResult> {
  const present = (await files.lstat(folder)) !== undefined
  const mappings = present ? (await findMappings(files, folder, limits)).mappings : []
  const others = mappings.filter((mapping) => mapping.key !== keyOf(`/${name}`))
  const why = (await mappingRefusal(files, target, folder, limits, others)) ?? faultInName(name)
  if (why !== undefined) return { result: 'refused', why }
  const listed = present ? await files.list(folder) : []
  const taken = listed.find((entry) => keyOf(`/${entry.name}`) === keyOf(`/${name}`))
  if (taken === undefined) return { result: 'made' }
  const own = mappings.find((mapping) => mapping.name === taken.name)
  return own?.target === (await files.realpath(target))
    ? { result: 'present' }
    : { result: 'refused', why: 'name-taken' }
}

/**
 * Makes the link after looking whether it may be made. The link alone is enough: the next look of the agent takes its
 * target in as a root of its own. Throws DiskError, `exists` when something took the name meanwhile.
 */
export async function linkMapping(
  files: Files,
  request: MappingRequest,
  limits: MappingLimits,
): Promise<LinkResult> {
  const checked = await checkMapping(files, request, limits)
  if (checked.result !== 'made') return checked
  const { folder, name, target } = request
  if ((await files.lstat(folder)) === undefined) await files.mkdir(folder)
  await files.symlink(target, `${folder}/${name}`)
  return checked
}

/**
 * Removes a link from the Dropbox folder; never a file, a folder, or anything in the target. Where no link has the name as it
 * is spelled, it is the one that has it for Dropbox, to which capital letters do not count. False when there is none, or more than one.
 * The agent takes a vanished link for no deletion, so that whatever happens next both sides keep what they have. Throws DiskError.
 */
export async function unlinkMapping(files: Files, folder: string, name: string): Promise<boolean> {
  if (faultInName(name) !== undefined) return false
  const own = (await files.lstat(`${folder}/${name}`))?.kind === 'symlink' ? name : undefined
  const found = own ?? (await onlyLinkLike(files, folder, name))
  if (found === undefined) return false
  await files.unlink(`${folder}/${found}`)
  return true
}

/** The one link that Dropbox takes for another spelling of a name. */
async function onlyLinkLike(files: Files, folder: string, name: string): Promise<string | undefined> {
  if ((await files.lstat(folder)) === undefined) return undefined
  const links = (await files.list(folder)).filter(
    (listed) => listed.stats?.kind === 'symlink' && keyOf(`/${listed.name}`) === keyOf(`/${name}`),
  )
  return links.length === 1 ? links[0]?.name : undefined
}

function faultInName(name: string): LinkRefusal | undefined {
  return name.includes('/') ? 'slash' : (faultInRemoteName(name) ?? faultInLocalName(name))
}
