import type { BoxPaths } from '../box/paths.ts'

/** What a mapped folder must keep clear of on this box: the home as a whole, and everything of the agent's own. Absolute. */
export function mappingLimits(paths: BoxPaths): {
  readonly home: string
  readonly forbidden: readonly string[]
} {
  return { home: paths.home, forbidden: [paths.partsRoot, paths.credentialsFile] }
}
