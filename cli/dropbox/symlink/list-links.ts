import type { AgentReport } from '../../../runtime/agent/control.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import {
  findMappings,
  type MappingLimits,
  type MappingRefusal,
} from '../../../runtime/local/mappings/find-mappings.ts'
import { type Files, isDiskError } from '../../../runtime/ports/files.ts'

/** A link at the top of the Dropbox folder. `target`: the folder that syncs, absolute, or what is written in a link that is not followed, `why` being the reason. */
export interface ListedLink {
  readonly name: string
  readonly link: string
  readonly target: string
  readonly why?: MappingRefusal
}

/**
 * The links that sync, and then those that are not followed, as they are on the disk now. One that synced before and is not followed any more is
 * among the latter. Throws DiskError when the Dropbox folder cannot be listed; one that is not there has no links.
 */
export async function listLinks(
  files: Files,
  { folder, mappings }: Pick<AgentReport, 'folder' | 'mappings'>,
  limits: Pick<MappingLimits, 'home' | 'forbidden'>,
): Promise<ListedLink[]> {
  const known = new Map(mappings.map(({ name, target }) => [keyOf(`/${name}`), target]))
  try {
    const { mappings: found, refused } = await findMappings(files, folder, { ...limits, known })
    const keys = new Set(refused.map(({ key }) => key))
    const listed: ListedLink[] = mappings.filter(({ name }) => !keys.has(keyOf(`/${name}`)))
    // One that was made just now is not known to an agent that has not looked since.
    for (const { key, name, link, target } of found) if (!known.has(key)) listed.push({ name, link, target })
    for (const { name, link, why } of refused)
      listed.push({ name, link, target: await written(files, link), why })
    return listed
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder')) return [...mappings]
    throw error
  }
}

/** What is written in a link; nothing where that cannot be read. */
async function written(files: Files, link: string): Promise<string> {
  try {
    return await files.readlink(link)
  } catch (error) {
    if (isDiskError(error)) return ''
    throw error
  }
}
