import type { Mapping } from '../agent/control.ts'
import { mappingsOnDisk } from '../agent/mappings-on-disk.ts'
import { readConfiguration } from '../box/configuration.ts'
import type { BoxPaths } from '../box/paths.ts'

/** Where the Dropbox folder is, as it is configured, and which folders are linked into it, as the disk has them. No agent is asked. */
export interface Places {
  readonly folder: string
  readonly mappings: readonly Mapping[]
}

/** Looks on the disk. Throws BoxError and DiskError. */
export async function placesOnDisk(paths: BoxPaths): Promise<Places> {
  const { folder } = await readConfiguration(paths)
  return { folder, mappings: await mappingsOnDisk(paths, folder) }
}
