import { mappingLimits } from '../agent/mapping-limits.ts'
import { readConfiguration } from '../box/configuration.ts'
import type { BoxPaths } from '../box/paths.ts'
import { findMappings, type Mapping } from '../local/mappings/find-mappings.ts'
import { nodeFiles } from '../local/node-files.ts'
import { isDiskError } from '../ports/files.ts'

/** Where the Dropbox folder is, as it is configured, and which folders are linked into it, as the disk has them. No agent is asked. */
export interface Places {
  readonly folder: string
  readonly mappings: readonly Pick<Mapping, 'name' | 'target'>[]
}

/** Looks on the disk. Throws BoxError and DiskError. */
export async function placesOnDisk(paths: BoxPaths): Promise<Places> {
  const { folder } = await readConfiguration(paths)
  try {
    const { mappings } = await findMappings(nodeFiles(), folder, mappingLimits(paths))
    return { folder, mappings }
  } catch (error) {
    // Before the first start there is no Dropbox folder.
    if (isDiskError(error, 'missing', 'not-a-folder')) return { folder, mappings: [] }
    throw error
  }
}
