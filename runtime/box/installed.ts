import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BoxPaths } from './paths.ts'

/** A part that is installed and in use. */
export type ActivePart = {
  version: string
  /** ~/.parts/packages/NAME/VERSION */
  folder: string
  /** the part's own Node.js */
  node: string
}

/** The installed parts by name, sorted, each with its versions; what is being installed does not count. */
export function installedParts(paths: BoxPaths): Map<string, string[]> {
  const names = visibleFolders(paths.packagesFolder)
  const entries = names.map((name) => [name, visibleFolders(join(paths.packagesFolder, name))] as const)
  return new Map(entries.filter(([, versions]) => versions.length > 0))
}

/** The version of a part that is in use, or undefined when the part is not installed. */
export function activePart(paths: BoxPaths, name = 'dropbox'): ActivePart | undefined {
  const marker = join(paths.activeFolder, name)
  if (!existsSync(marker)) return undefined
  const version = readFileSync(marker, 'utf8').trim()
  const folder = join(paths.packagesFolder, name, version)
  if (version === '' || !existsSync(folder)) return undefined
  return { version, folder, node: join(folder, 'node', 'bin', 'node') }
}

function visibleFolders(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}
