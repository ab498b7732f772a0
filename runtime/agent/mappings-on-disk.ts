import type { BoxPaths } from '../box/paths.ts'
import { findMappings } from '../local/mappings/find-mappings.ts'
import { nodeFiles } from '../local/node-files.ts'
import { isDiskError } from '../ports/files.ts'
import type { Mapping } from './control.ts'
import { mappingLimits } from './mapping-limits.ts'

/** The folders that are linked into the Dropbox folder (absolute), as the disk has them; none while there is no such folder, as before the first start. Throws DiskError. */
export async function mappingsOnDisk(paths: BoxPaths, folder: string): Promise<Mapping[]> {
  try {
    const { mappings } = await findMappings(nodeFiles(), folder, mappingLimits(paths))
    return mappings.map(({ name, link, target }) => ({ name, link, target }))
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder')) return []
    throw error
  }
}
